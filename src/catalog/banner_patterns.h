// SPDX-License-Identifier: Apache-2.0
// Recog's fingerprints at work: which product a field of an answer names. They come from the vulnerability base, where
// `vigie feeds import` puts them; without a base there are none. Never the last word: our own catalogue is asked first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/pattern.h"
#include "model/vulnerability.h"

namespace vigie::catalog {

// "service.vendor" -> "OpenBSD", "service.version" -> "9.2p1", "service.cpe23" -> "cpe:/a:openbsd:openssh:9.2p1".
using BannerValues = std::map<std::string, std::string>;

// Errors: input, when the pattern is none.
base::Result<Pattern> compile(const model::BannerPattern& fingerprint);
// What the fingerprint says of this text; nothing when it does not match.
std::optional<BannerValues> read_banner(const model::BannerPattern& fingerprint, const Pattern& pattern,
                                        std::string_view text);

class BannerPatterns {
public:
    explicit BannerPatterns(std::vector<model::BannerPattern> fingerprints);
    // The first fingerprint that matches, of the fields that a banner may come from, the preferred field first.
    [[nodiscard]] std::optional<BannerValues> recognise(std::string_view banner) const;
    // The CPE 2.3 name of the service that it names, "" when it names none.
    [[nodiscard]] std::string cpe_of(std::string_view banner) const;

private:
    std::vector<model::BannerPattern> fingerprints_;
};

}  // namespace vigie::catalog

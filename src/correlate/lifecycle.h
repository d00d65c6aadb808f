// SPDX-License-Identifier: Apache-2.0
// Until when a version is maintained. Our own table (data/lifecycle/products.toml) works without any base and says
// which release a version on the wire belongs to; the base's endoflife.date records give fresher dates and the
// products that we do not list. Pure; today's date is given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

struct LifecycleRelease {
    model::ReleaseLife life;
    std::vector<std::string> versions;  // prefixes on the wire that mean this release: "10.0.17763"; default: its name
    bool extended_is_public = false;    // the extended support is free for all (Debian LTS), not sold (ESU, ESM)
};

struct LifecycleProduct {
    std::string id;
    std::string move_to;  // what to move to, as printed; "" = the newest maintained release of the base
    std::vector<LifecycleRelease> releases;
    // Why no date can be told of the releases that are not listed; "" = they are simply not known.
    std::string undated_fr;
    std::string undated_en;
    std::string source;
};

class Lifecycle {
public:
    Lifecycle() = default;
    static base::Result<Lifecycle> parse(std::string_view toml);

    [[nodiscard]] const LifecycleProduct* find(std::string_view product) const;
    [[nodiscard]] const std::vector<LifecycleProduct>& all() const { return products_; }

private:
    std::vector<LifecycleProduct> products_;
};

// undated: nobody publishes until when, or not by version; nothing is claimed but that.
enum class Support { maintained, ends_soon, extended_only, ended, undated };

struct SupportAnswer {
    Support support = Support::maintained;
    model::ReleaseLife life;
    std::optional<base::Date> last_day;  // of the support that everybody gets
    bool on_free_extension = false;      // ordinary support is over, a free one goes on (Debian LTS)
    std::string move_to;                 // "" = not known
    int days_left = 0;                   // when ends_soon
    std::string why_fr, why_en;          // when undated
};

inline constexpr int kSoonDays = 180;

// Nothing when neither knows the product or the release: then nothing is claimed.
std::optional<SupportAnswer> support_of(const std::string& product, std::string_view version, const Lifecycle& own,
                                        const std::vector<model::ReleaseLife>& from_base, base::Date today);

}  // namespace vigie::correlate

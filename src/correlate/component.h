// SPDX-License-Identifier: Apache-2.0
// The components that a service shows: the server itself, and what it says of others (OpenSSL, PHP in HTTP
// headers, the Windows build in an NTLM challenge).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "correlate/criterion.h"
#include "correlate/package.h"
#include "correlate/product.h"
#include "model/audit.h"

namespace vigie::correlate {

struct Component {
    const Product* product = nullptr;  // nullptr: not in our table
    std::string name;                  // as printed
    std::string key;                   // stable across versions: product id, or the name in lower case
    std::string version;               // upstream, "" = not shown
    std::string shown;                 // version and remarks as on the wire
    std::vector<std::string> cpe;      // every "vendor:product" to ask the base for
    Packaging packaging;
    std::vector<std::string> packages;  // named by the text itself (a package URL); else those of the product
    bool release_is_inferred = false;   // the release is deduced from the version that it carries
    int qod = 0;                        // of the identification, 0 = not said

    [[nodiscard]] std::string label() const { return version.empty() ? name : name + " " + version; }
    // True when the vendor's version number alone says what is repaired.
    [[nodiscard]] bool version_is_enough() const;
    [[nodiscard]] Surroundings surroundings() const;
    // The packages in which the distribution that built it carries it.
    [[nodiscard]] std::vector<std::string> source_packages() const;
    [[nodiscard]] const Numbering& numbering() const;
    // False for a record that names this product by a known mistake.
    [[nodiscard]] bool is_concerned_by(const std::string& cve) const;
};

std::vector<Component> components_of(const model::Service& service, const Products& products);

// "cpe:2.3:a:openbsd:openssh:9.2:p1:...", "OpenSSH_9.2p1 Debian-2+deb12u3", "nginx/1.22.1", "vsftpd 3.0.3",
// "pkg:deb/debian/openssh@1:9.2p1-2+deb12u3?distro=bookworm".
base::Result<Component> component_from_text(std::string_view text, const Products& products);

}  // namespace vigie::correlate

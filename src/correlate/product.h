// SPDX-License-Identifier: Apache-2.0
// The table that ties the product names of our fingerprints to CPE names, Debian source packages and lifecycle
// names, and that says whether distributions repair the product without changing its version number.
// Read from text (data/cpe/products.toml); opens no file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "correlate/criterion.h"

namespace vigie::correlate {

struct ProductExample {
    std::string banner;   // text or banner
    std::string version;  // expected version in it
    std::string package;  // expected distribution package version, "" = not shown
    std::string system;   // expected distribution, "" = none
};

// A release of a distribution and the version of this product that it carries unchanged.
struct Shipped {
    std::string release;  // "rhel-7"
    std::vector<std::string> versions;
};

struct Product {
    std::string id;                   // "openssh"
    std::string name;                 // as printed: "OpenSSH"
    std::vector<std::string> names;   // as fingerprints and banners say it; compared without case
    std::vector<std::string> cpe;     // "vendor:product", every name NVD and the CNA have used
    std::vector<std::string> debian;  // source packages (Ubuntu's too); {major} and {minor} come from the version
    std::vector<std::string> rpm;     // packages of Red Hat and SUSE, likewise
    std::vector<std::string> alpine;
    std::vector<Shipped> shipped;        // where a banner names the distribution and not its release
    Numbering numbering;                 // how its vendor orders versions, and the other names of its builds
    std::vector<std::string> of_others;  // records that carry our name by mistake and speak of another product
    bool backported = true;              // distributions ship it with repairs that do not show in the version
    bool debian_only = false;            // nobody else does: a version that no Debian carries is the vendor's
    std::string lifecycle;               // name in the lifecycle data, "" = same as id
    std::vector<ProductExample> examples;
    std::vector<std::string> lower_names;  // names in lower case, for searching
};

class Products {
public:
    Products() = default;
    // A complaint names the entry. Unknown keys, missing fields, a name given twice are errors.
    static base::Result<Products> parse(std::string_view toml);

    [[nodiscard]] const std::vector<Product>& all() const { return products_; }
    // By CPE "vendor:product" or by a name; nullptr = not in the table.
    [[nodiscard]] const Product* by_cpe(std::string_view name) const;
    [[nodiscard]] const Product* by_name(std::string_view name) const;

private:
    std::vector<Product> products_;
};

// "postgresql-{major}" and "15.4" -> "postgresql-15"
std::string debian_source(std::string_view pattern, std::string_view version);

// The fields of a CPE 2.3 or 2.2 name that identify a product; nothing when the text is not a CPE name.
struct CpeName {
    char part = 'a';
    std::string vendor;
    std::string product;
    std::string version;  // "" when any or none; the update is joined to it
};
base::Result<CpeName> parse_cpe(std::string_view text);

}  // namespace vigie::correlate

// SPDX-License-Identifier: Apache-2.0
#include "correlate/component.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "correlate/debian_version.h"
#include "correlate/version.h"
#include "correlate/version_key.h"

namespace vigie::correlate {
namespace {

constexpr std::size_t kBannerLimit = 1024;
constexpr std::size_t kComponentLimit = 16;

bool is_word(char c) {
    return is_digit(c) || is_letter(c);
}

// Facts whose text shows versions and builders.
bool is_telling(std::string_view fact) {
    constexpr std::array<std::string_view, 8> kEndings = {".banner",     ".comments", ".software", ".server",
                                                          ".powered_by", ".version",  ".os",       ".sys_descr"};
    return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
        return fact.size() > ending.size() && fact.substr(fact.size() - ending.size()) == ending;
    });
}

std::string shown_text(const model::Service& service) {
    std::string out = service.version;
    for (const auto& [name, value] : service.facts.all())
        if (is_telling(name))
            if (const auto* text = std::get_if<std::string>(&value); text != nullptr && !text->empty())
                out += " " + text->substr(0, kBannerLimit);
    return out;
}

// The version that follows a name: "_9.2p1", "/1.22.1", " 3.0.3", "(10.5", " server 1.3.8"; for appliances the whole
// phrase, " NS13.1: Build 49.13.nc".
std::string_view version_after(std::string_view text, Scheme scheme) {
    constexpr std::size_t kPhrase = 160;
    if (scheme == Scheme::netscaler || scheme == Scheme::exchange || scheme == Scheme::cisco) {
        const std::string_view phrase = text.substr(0, kPhrase);
        return upstream_version(phrase, scheme).empty() ? std::string_view() : phrase;
    }
    std::size_t i = 0;
    constexpr std::string_view kSeparators = " /_(-:v";
    while (i < text.size() && kSeparators.find(text[i]) != std::string_view::npos) ++i;
    if (i >= text.size() || i == 0 || !is_digit(text[i])) return {};
    std::size_t end = i;
    while (end < text.size() &&
           (is_word(text[end]) || std::string_view("._+~-").find(text[end]) != std::string_view::npos))
        ++end;
    return text.substr(i, end - i);
}

struct Mention {
    const Product* product = nullptr;
    std::size_t position = 0;
    std::size_t length = 0;
    std::string_view version;
};

// The longest product name in text, at the start of a word, from position on; with a version when one follows.
Mention first_mention(std::string_view text, const Products& products, bool needs_version) {
    Mention best;
    const std::string lower = base::to_lower(text);
    for (const Product& product : products.all())
        for (const std::string& wanted : product.lower_names) {
            for (auto at = lower.find(wanted); at != std::string::npos; at = lower.find(wanted, at + 1)) {
                const std::size_t end = at + wanted.size();
                const bool whole = (at == 0 || !is_word(lower[at - 1])) &&
                                   (end == lower.size() || !is_word(lower[end]) || is_digit(lower[end]));
                if (!whole) continue;
                const std::string_view version = version_after(text.substr(end), product.numbering.scheme);
                if (needs_version && version.empty()) continue;
                const bool wins = best.product == nullptr || (!version.empty() && best.version.empty()) ||
                                  (version.empty() == best.version.empty() &&
                                   (at < best.position || (at == best.position && wanted.size() > best.length)));
                if (wins) best = {&product, at, wanted.size(), version};
                break;
            }
        }
    return best;
}

// "Apache/2.4.6 (CentOS)" names no release, but only CentOS 7 carries 2.4.6.
void infer_release(Component& component) {
    if (component.product == nullptr || !component.packaging.release.empty()) return;
    std::string found;
    for (const Shipped& shipped : component.product->shipped) {
        if (family_of_release(shipped.release) != component.packaging.origin) continue;
        if (std::find(shipped.versions.begin(), shipped.versions.end(), component.version) == shipped.versions.end())
            continue;
        if (!found.empty()) return;  // two releases carry it
        found = shipped.release;
    }
    component.packaging.release = found;
    component.release_is_inferred = !found.empty();
}

Component make_component(const Product* product, std::string_view name, std::string_view version, std::string shown) {
    Component out;
    out.product = product;
    out.name = product != nullptr ? product->name : std::string(name);
    out.key = product != nullptr ? product->id : base::to_lower(name);
    out.version = upstream_version(version, out.numbering().scheme);
    out.shown = std::move(shown);
    if (product != nullptr) out.cpe = product->cpe;
    out.packaging = detect_packaging(out.version, out.shown);
    infer_release(out);
    return out;
}

// Digits and dots of "10.0.17763", "10.0 (Build 17763)".
std::string windows_version(std::string_view text) {
    std::string out;
    bool separated = false;
    for (const char c : text) {
        if (is_digit(c)) {
            if (separated && !out.empty()) out += '.';
            out += c;
            separated = false;
        } else {
            separated = true;
        }
    }
    return out;
}

void add_windows(const model::Service& service, const Products& products, std::vector<Component>& out) {
    const Product* windows = products.by_name("Windows Server");
    if (windows == nullptr) return;
    for (const auto& [name, value] : service.facts.all()) {
        constexpr std::string_view kEnding = ".os_build";
        if (name.size() <= kEnding.size() || name.substr(name.size() - kEnding.size()) != kEnding) continue;
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr) continue;
        const std::string version = windows_version(*text);
        // Samba answers with 6.1 and build 0: that is no Windows.
        if (version.empty() || (version.size() > 2 && version.substr(version.size() - 2) == ".0")) continue;
        out.push_back(make_component(windows, windows->name, version, "Windows " + *text));
        return;
    }
}

}  // namespace

bool Component::version_is_enough() const {
    if (packaging.origin == Packaging::Origin::windows) return true;
    return product == nullptr || !product->backported;
}

Surroundings Component::surroundings() const {
    Surroundings out;
    switch (packaging.origin) {
        case Packaging::Origin::debian:
            out.system = "debian";
            if (const int number = debian_number(packaging.release); number != 0)
                out.system_version = std::to_string(number);
            break;
        case Packaging::Origin::ubuntu:
            out.system = "ubuntu";
            out.system_version = lifecycle_of_release(packaging.release).number;
            break;
        case Packaging::Origin::windows: out.system = "windows"; break;
        case Packaging::Origin::redhat:
        case Packaging::Origin::suse:
        case Packaging::Origin::alpine:
        case Packaging::Origin::other: out.system = base::to_lower(packaging.name); break;
        case Packaging::Origin::unknown: break;
    }
    return out;
}

bool Component::is_concerned_by(const std::string& cve) const {
    return product == nullptr ||
           std::find(product->of_others.begin(), product->of_others.end(), cve) == product->of_others.end();
}

const Numbering& Component::numbering() const {
    static const Numbering kGeneric;
    return product != nullptr ? product->numbering : kGeneric;
}

std::vector<std::string> Component::source_packages() const {
    if (!packages.empty() || product == nullptr) return packages;
    const bool is_rpm = packaging.origin == Packaging::Origin::redhat || packaging.origin == Packaging::Origin::suse;
    const auto& patterns = is_rpm                                          ? product->rpm
                           : packaging.origin == Packaging::Origin::alpine ? product->alpine
                                                                           : product->debian;
    std::vector<std::string> out;
    for (const std::string& pattern : patterns) out.push_back(debian_source(pattern, version));
    return out;
}

std::vector<Component> components_of(const model::Service& service, const Products& products) {
    std::vector<Component> out;
    const std::string shown = shown_text(service);
    CpeName cpe;
    if (!service.cpe.empty())
        if (const auto parsed = parse_cpe(service.cpe)) cpe = *parsed;
    if (!service.product.empty() || !cpe.product.empty()) {
        const Product* product = products.by_name(service.product);
        if (product == nullptr && !cpe.product.empty()) product = products.by_cpe(cpe.vendor + ":" + cpe.product);
        if (product == nullptr && !service.product.empty()) {
            // "Apache httpd 2.4" or "Samba smbd": the name begins with one that we know.
            const Mention mention = first_mention(service.product, products, false);
            if (mention.product != nullptr && mention.position == 0) product = mention.product;
        }
        Component main = make_component(product, service.product.empty() ? cpe.product : service.product,
                                        service.version.empty() ? cpe.version : service.version, shown);
        if (!cpe.product.empty()) {
            const std::string name = cpe.vendor + ":" + cpe.product;
            if (std::find(main.cpe.begin(), main.cpe.end(), name) == main.cpe.end()) main.cpe.push_back(name);
        }
        main.qod = service.qod;
        out.push_back(std::move(main));
    }
    // "Apache/2.4.57 (Debian) OpenSSL/3.0.11 PHP/8.2.7" names three.
    for (const std::string_view fact : {"http.server", "http.powered_by"}) {
        const std::string text = service.facts.text(fact).substr(0, kBannerLimit);
        for (const std::string_view word : base::split(text, ' ')) {
            const auto slash = word.find('/');
            if (slash == std::string_view::npos || out.size() >= kComponentLimit) continue;
            const Product* product = products.by_name(word.substr(0, slash));
            if (product == nullptr) continue;
            const bool known =
                std::any_of(out.begin(), out.end(), [&](const Component& c) { return c.product == product; });
            if (known) continue;
            Component extra = make_component(product, product->name, word.substr(slash + 1), text);
            if (extra.version.empty()) continue;
            extra.qod = 80;  // read in a banner
            out.push_back(std::move(extra));
        }
    }
    const bool has_windows =
        std::any_of(out.begin(), out.end(), [](const Component& c) { return c.key == "windows-server"; });
    if (!has_windows) add_windows(service, products, out);
    return out;
}

namespace {

Packaging::Origin origin_of(const PackageUrl& url) {
    if (url.type == "apk") return Packaging::Origin::alpine;
    if (url.type == "deb") return url.vendor == "ubuntu" ? Packaging::Origin::ubuntu : Packaging::Origin::debian;
    return url.vendor == "suse" || url.vendor == "opensuse" ? Packaging::Origin::suse : Packaging::Origin::redhat;
}

// The product that a distribution carries under this package name.
const Product* packaged_product(const PackageUrl& url, std::string_view version, const Products& products) {
    for (const Product& product : products.all())
        for (const auto* patterns : {&product.debian, &product.rpm, &product.alpine})
            for (const std::string& pattern : *patterns)
                if (debian_source(pattern, version) == url.name) return &product;
    return nullptr;
}

base::Result<Component> component_from_package(std::string_view text, const Products& products) {
    const auto url = parse_package_url(text);
    if (!url) return tl::unexpected<base::Error>(url.error());
    const std::string upstream = upstream_version(upstream_of_debian_version(url->version));
    const Product* product = packaged_product(*url, upstream, products);
    Component out;
    out.product = product;
    out.name = product != nullptr ? product->name : url->name;
    out.key = product != nullptr ? product->id : url->type + ":" + url->name;
    out.version = upstream;
    out.shown = std::string(text);
    if (product != nullptr) out.cpe = product->cpe;
    out.packaging = {origin_of(*url), url->vendor, url->version, url->release};
    for (const std::string_view name : {"Debian", "Ubuntu", "Red Hat", "SUSE", "Alpine"})
        if (base::equals_ignoring_case(name, url->vendor) || (url->vendor == "redhat" && name == "Red Hat"))
            out.packaging.name = std::string(name);
    if (out.packaging.release.empty())
        out.packaging.release =
            detect_packaging(upstream, out.packaging.name + " " + std::string(without_epoch(url->version))).release;
    out.packages = {url->name};
    return out;
}

}  // namespace

base::Result<Component> component_from_text(std::string_view text, const Products& products) {
    text = base::trim(text);
    if (text.empty()) return base::fail(base::Errc::input, "nothing to match");
    if (text.size() > kBannerLimit) return base::fail(base::Errc::limit, "banner longer than 1024 characters");
    if (text.substr(0, 4) == "pkg:") return component_from_package(text, products);
    if (text.substr(0, 4) == "cpe:") {
        const auto cpe = parse_cpe(text);
        if (!cpe) return tl::unexpected<base::Error>(cpe.error());
        const std::string name = cpe->vendor + ":" + cpe->product;
        const Product* product = products.by_cpe(name);
        Component out = make_component(product, cpe->product, cpe->version, cpe->version);
        if (std::find(out.cpe.begin(), out.cpe.end(), name) == out.cpe.end()) out.cpe.push_back(name);
        return out;
    }
    constexpr std::string_view kSsh = "SSH-2.0-";
    if (text.substr(0, kSsh.size()) == kSsh) text.remove_prefix(kSsh.size());
    const Mention mention = first_mention(text, products, false);
    if (mention.product != nullptr)
        return make_component(mention.product, mention.product->name, mention.version, std::string(text));
    return base::fail(base::Errc::input, "no known product in \"" + base::printable(text, 80) +
                                             "\": give a CPE 2.3 name or a banner such as \"nginx/1.22.1\"");
}

}  // namespace vigie::correlate

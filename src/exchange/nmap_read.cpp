// SPDX-License-Identifier: Apache-2.0
#include "exchange/nmap_read.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include <expat.h>

#include "base/language.h"
#include "base/text.h"

namespace vigie::exchange {
namespace {

using base::Errc;
using base::fail;

constexpr std::size_t kPiece = 1U << 20U;
constexpr std::size_t kText = 256;        // of one attribute that is kept
constexpr std::size_t kNamesOfHost = 64;  // of one host
constexpr int kDepthLimit = 32;
constexpr int kNmapConfidence = 10;  // its highest

using Attributes = std::map<std::string_view, std::string_view>;

std::string kept(const Attributes& attributes, std::string_view name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? "" : base::printable(found->second, kText);
}

base::Instant instant_of(const std::string& seconds) {
    return base::Instant(std::chrono::seconds(static_cast<std::int64_t>(base::parse_unsigned(seconds).value_or(0))));
}

// Nmap's names of services, as our protocols are called. Others are the same, or unknown to us.
std::string protocol_of(const std::string& name) {
    static const std::map<std::string_view, std::string_view> kOurs{
        {"microsoft-ds", "smb"}, {"netbios-ssn", "smb"},    {"ms-wbt-server", "rdp"}, {"domain", "dns"},
        {"isakmp", "ike"},       {"netbios-ns", "netbios"}, {"https", "http"},        {"http-proxy", "http"},
        {"ms-sql-s", "mssql"},   {"oracle-tns", "oracle"}};
    const auto found = kOurs.find(name);
    return found == kOurs.end() ? name : std::string(found->second);
}

// "cpe:/a:vendor:product:version" -> "cpe:2.3:a:vendor:product:version:*:*:*:*:*:*:*"; operating systems are left out:
// they are the host's, not the service's.
std::string cpe_of(std::string_view uri) {
    const auto parts = base::split(uri, ':');
    if (parts.size() < 4 || parts[0] != "cpe" || (parts[1] != "/a" && parts[1] != "/h")) return {};
    std::string out = "cpe:2.3:" + std::string(parts[1].substr(1));
    for (std::size_t i = 2; i < 5; ++i)
        out += ":" + (parts.size() > i && !parts[i].empty() ? std::string(parts[i]) : "*");
    return base::printable(out + ":*:*:*:*:*:*:*", kText);
}

class Scan {
public:
    explicit Scan(std::string_view lang) : lang_(lang) {}
    void open(std::string_view element, const Attributes& attributes) {
        if (element == "nmaprun") {
            is_nmap = true;
            out.started = instant_of(kept(attributes, "start"));
        } else if (element == "finished") {
            out.finished = instant_of(kept(attributes, "time"));
        } else if (element == "host") {
            asset_ = model::Asset();
            services_.clear();
            impossible_.clear();
            has_address_ = false;
        } else if (element == "status") {
            asset_.alive = kept(attributes, "state") == "up";
        } else if (element == "address") {
            address(attributes);
        } else if (element == "hostname" && asset_.names.size() < kNamesOfHost) {
            asset_.names.push_back(base::to_lower(kept(attributes, "name")));
        } else if (element == "port") {
            port(attributes);
        } else if (element == "state" && port_) {
            open_ = kept(attributes, "state") == "open";
        } else if (element == "service" && port_) {
            service(attributes);
        }
        in_cpe_ = element == "cpe";
        text_.clear();
    }
    void text(std::string_view piece) {
        if (in_cpe_ && text_.size() < kText) text_ += piece;
    }
    void close(std::string_view element) {
        if (element == "cpe" && port_ && port_->cpe.empty()) port_->cpe = cpe_of(text_);
        if (element == "port" && port_) {
            if (open_ && port_->endpoint.port != 0) services_.push_back(std::move(*port_));
            if (open_ && !objection_.empty()) left_out();
            port_.reset();
        }
        if (element == "host") host();
        in_cpe_ = false;
    }
    void finish() {
        if (more_left_out_ > 0)
            out.left_out.push_back(
                {base::say(lang_, "autres ports : ", "more ports: ") + std::to_string(more_left_out_),
                 base::say(lang_, "non lus, pour les mêmes raisons", "not read, for the same reasons")});
    }

    ImportedScan out;
    bool is_nmap = false;
    bool too_many = false;

private:
    void address(const Attributes& attributes) {
        const auto parsed = model::IpAddress::parse(kept(attributes, "addr"));
        if (!parsed) return;  // a MAC address
        asset_.address = *parsed;
        has_address_ = true;
    }
    void port(const Attributes& attributes) {
        open_ = false;
        objection_.clear();
        port_.emplace();
        const auto number = base::parse_unsigned(kept(attributes, "portid"));
        const auto transport = model::transport_from(kept(attributes, "protocol"));
        written_ = kept(attributes, "portid") + "/" + kept(attributes, "protocol");
        if (!number || *number == 0 || *number > 65535)
            objection_ = base::say(lang_, "ce port n'existe pas (1 à 65535)", "there is no such port (1 to 65535)");
        else if (!transport)
            objection_ =
                base::say(lang_, "protocole inconnu (tcp et udp sont lus)", "unknown protocol (tcp and udp are read)");
        if (!objection_.empty()) return;
        port_->endpoint.port = static_cast<model::Port>(*number);
        port_->endpoint.transport = *transport;
    }
    void left_out() {
        if (impossible_.size() + out.left_out.size() < kLeftOutLimit)
            impossible_.push_back({written_, objection_});
        else
            ++more_left_out_;
    }
    // A name that Nmap took from the number of the port says nothing about what speaks there.
    void service(const Attributes& attributes) {
        if (kept(attributes, "method") != "probed") return;
        port_->protocol = protocol_of(kept(attributes, "name"));
        port_->tls = kept(attributes, "tunnel") == "ssl" || kept(attributes, "name") == "https";
        port_->product = kept(attributes, "product");
        port_->version = kept(attributes, "version");
        const auto confidence = base::parse_unsigned(kept(attributes, "conf")).value_or(0);
        port_->qod =
            static_cast<int>(std::min<std::uint64_t>(confidence, kNmapConfidence)) * kImportedQod / kNmapConfidence;
    }
    void host() {
        for (model::CoverageGap& gap : impossible_)
            out.left_out.push_back({(has_address_ ? asset_.address.text() + " " : "") + gap.what, std::move(gap.why)});
        if (!has_address_) return;
        asset_.how_found = kImportedFrom;
        if (out.services.size() + services_.size() > kImportedServicesLimit) {
            too_many = true;
            return;
        }
        for (model::Service& found : services_) {
            found.endpoint.address = asset_.address;
            found.names = asset_.names;
            found.attempts.push_back({"import.nmap", model::Attempt::Outcome::done, ""});
            const auto [known, is_new] = places_.emplace(found.endpoint, out.services.size());
            if (is_new)
                out.services.push_back(std::move(found));
            else if (out.services[known->second].protocol.empty())  // listed again: the line that says more is kept
                out.services[known->second] = std::move(found);
        }
        if (!asset_.alive && services_.empty()) return;
        const auto [known, is_new] = hosts_.emplace(asset_.address, out.assets.size());
        if (is_new) {
            out.assets.push_back(std::move(asset_));
            return;
        }
        model::Asset& same = out.assets[known->second];
        same.alive = same.alive || asset_.alive;
        for (std::string& name : asset_.names)
            if (same.names.size() < kNamesOfHost &&
                std::find(same.names.begin(), same.names.end(), name) == same.names.end())
                same.names.push_back(std::move(name));
    }

    std::string lang_;
    model::Asset asset_;
    std::vector<model::Service> services_;
    std::optional<model::Service> port_;
    std::string text_;
    std::string written_;                         // the port as the file writes it
    std::string objection_;                       // why it cannot be read
    std::vector<model::CoverageGap> impossible_;  // of this host
    std::size_t more_left_out_ = 0;
    std::map<model::Endpoint, std::size_t> places_;
    std::map<model::IpAddress, std::size_t> hosts_;
    bool has_address_ = false;
    bool open_ = false;
    bool in_cpe_ = false;
};

struct Parser {
    Scan scan;
    XML_Parser expat = nullptr;
    int depth = 0;
};

void on_open(void* data, const XML_Char* name, const XML_Char** raw) {
    auto& parser = *static_cast<Parser*>(data);
    if (++parser.depth > kDepthLimit) {
        XML_StopParser(parser.expat, XML_FALSE);
        return;
    }
    Attributes attributes;
    const std::size_t count = static_cast<std::size_t>(XML_GetSpecifiedAttributeCount(parser.expat));
    const std::span<const XML_Char*> words(raw, count);
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) attributes[words[i]] = words[i + 1];
    parser.scan.open(name, attributes);
}
void on_close(void* data, const XML_Char* name) {
    auto& parser = *static_cast<Parser*>(data);
    --parser.depth;
    parser.scan.close(name);
    if (parser.scan.too_many) XML_StopParser(parser.expat, XML_FALSE);
}
void on_text(void* data, const XML_Char* text, int size) {
    static_cast<Parser*>(data)->scan.text({text, static_cast<std::size_t>(size)});
}
void on_entity(void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
               const XML_Char*, const XML_Char*) {
    XML_StopParser(static_cast<Parser*>(data)->expat, XML_FALSE);
}

}  // namespace

base::Result<ImportedScan> read_nmap_xml(std::string_view xml, std::string_view lang) {
    if (xml.size() > kNmapXmlLimit)
        return fail(Errc::limit, base::say(lang, "fichier Nmap de plus de 256 Mio", "Nmap file larger than 256 MiB"));
    Parser parser{Scan(lang)};
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> expat(XML_ParserCreate(nullptr),
                                                                                              &XML_ParserFree);
    parser.expat = expat.get();
    XML_SetUserData(expat.get(), &parser);
    XML_SetElementHandler(expat.get(), on_open, on_close);
    XML_SetCharacterDataHandler(expat.get(), on_text);
    XML_SetEntityDeclHandler(expat.get(), on_entity);
    bool good = true;
    for (std::size_t at = 0; good && at < xml.size(); at += kPiece) {
        const std::string_view piece = xml.substr(at, kPiece);
        good = XML_Parse(expat.get(), piece.data(), static_cast<int>(piece.size()), XML_FALSE) == XML_STATUS_OK;
    }
    good = good && XML_Parse(expat.get(), "", 0, XML_TRUE) == XML_STATUS_OK;
    if (parser.scan.too_many)
        return fail(Errc::limit,
                    base::say(lang, "plus d'un million de ports ouverts", "more than a million open ports"));
    if (!good)
        return fail(Errc::malformed, base::say(lang, "XML mal formé, ligne ", "malformed XML, line ") +
                                         std::to_string(XML_GetCurrentLineNumber(expat.get())) +
                                         base::say(lang, " : ", ": ") + XML_ErrorString(XML_GetErrorCode(expat.get())));
    if (!parser.scan.is_nmap)
        return fail(Errc::malformed, base::say(lang, "ce document XML n'est pas un balayage de Nmap",
                                               "this XML document is no scan of Nmap"));
    parser.scan.finish();
    return std::move(parser.scan.out);
}

}  // namespace vigie::exchange

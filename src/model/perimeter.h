// SPDX-License-Identifier: Apache-2.0
// The declared and authorised perimeter: who, until when, which addresses and names, how fast. And Scope, the
// one question asked before every packet. What is not declared is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/address.h"

namespace vigie::model {

struct Organisation {
    std::string name;
    std::string finess_ej;
    std::vector<std::string> finess_eg;
    std::string siret;
    std::string ght;     // GHT code, "PACA-04"
    std::string region;  // INSEE code, "93"
    bool operator==(const Organisation&) const = default;
};

struct Authorisation {
    std::string reference;
    std::string signatory;
    base::Date start{};
    base::Date end{};  // inclusive
    bool laboratory = false;
    bool anonymous = false;  // services may be asked what they give to somebody without an account
    bool operator==(const Authorisation&) const = default;
};

struct Actors {
    std::string auditor;         // the institution in whose name the audit is made
    std::string provider_siren;  // the firm that makes it
    bool operator==(const Actors&) const = default;
};

// Hours of the local day in which packets may leave, in minutes since midnight; start > end crosses midnight.
struct TimeWindow {
    int start_minute = 0;
    int end_minute = 24 * 60;
    bool operator==(const TimeWindow&) const = default;
};

struct Limits {
    std::optional<std::uint32_t> packets_per_second;  // all addresses together
    std::optional<std::uint32_t> packets_per_second_per_address;
    std::vector<TimeWindow> windows;  // none = always
    bool operator==(const Limits&) const = default;
};

// How long what an audit has found is kept, and whether its documents stay in clear in the folder.
struct Keeping {
    int days = 365;
    bool sealed = false;
    bool operator==(const Keeping&) const = default;
};

struct Perimeter {
    std::string file;  // where it was read from; for messages
    Organisation organisation;
    Authorisation authorisation;
    Actors actors;
    std::vector<CidrBlock> addresses;
    std::vector<std::string> domains;  // lower case, A-label form, no final dot
    std::vector<CidrBlock> excluded;
    std::vector<CidrBlock> fragile;
    std::vector<std::string> cloud;
    Limits limits;
    Keeping keeping;
    std::vector<IpAddress> resolvers;  // [resolution] serveurs; empty = the system's
    bool operator==(const Perimeter&) const = default;
};

enum class Permission {
    denied,
    dns_only,  // a resolver, or an authoritative server of a declared domain: DNS questions and nothing else
    web_only,  // what a declared cloud service resolves to: HTTPS under that name and nothing else
    full
};

// Answers "may a packet go there?". Built once from the perimeter; addresses that a declared name resolves to
// are NOT added: they are proposed, and become allowed only when somebody declares them.
class Scope {
public:
    Scope() = default;  // denies everything
    explicit Scope(const Perimeter& perimeter);

    // An authoritative server of a declared domain, or a resolver. Excluded addresses stay denied.
    void allow_dns(const IpAddress& server) { dns_servers_.insert(server); }

    // An address that a declared cloud service ([perimetre] cloud) resolves to. Excluded addresses stay denied.
    void allow_web(const IpAddress& server) { web_servers_.insert(server); }

    [[nodiscard]] Permission permission(const Endpoint& endpoint) const;
    [[nodiscard]] bool allows(const IpAddress& address) const;  // declared and not excluded
    // The owner agreed that a service may be opened without an account ([autorisation] acces_anonyme). Never for a
    // fragile device.
    [[nodiscard]] bool allows_anonymous(const IpAddress& address) const;
    [[nodiscard]] bool is_fragile(const IpAddress& address) const;
    // True for a declared domain itself and everything below it.
    [[nodiscard]] bool owns_name(std::string_view name) const;

private:
    std::vector<CidrBlock> allowed_;
    std::vector<CidrBlock> excluded_;
    std::vector<CidrBlock> fragile_;
    std::vector<std::string> domains_;
    std::set<IpAddress> dns_servers_;
    std::set<IpAddress> web_servers_;
    bool anonymous_ = false;
};

// True when no window is given or one contains the local time of day.
bool within_windows(const std::vector<TimeWindow>& windows, int minute_of_day);

// Ports to which not one byte is sent: raw printing, where any byte becomes paper (9100-9109, 9112-9116, 515).
bool is_paper_port(Port port);

}  // namespace vigie::model

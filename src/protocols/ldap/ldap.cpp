// SPDX-License-Identifier: Apache-2.0
#include "protocols/ldap/ldap.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/ber.h"
#include "protocols/recognise.h"

namespace vigie::protocols::ldap {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 4> kPorts{389, 3268, 636, 3269};
constexpr std::size_t kValuesLimit = 32;
constexpr std::size_t kAttributesLimit = 64;
constexpr std::size_t kMessagesLimit = 16;
constexpr std::size_t kTextLimit = 256;
constexpr std::uint8_t kMessage = 1;
constexpr std::array<model::Port, 1> kPortsUdp{389};
enum Operation : std::uint8_t { kSearch = 0x63, kEntry = 0x64, kDone = 0x65 };

using ber::element;

// RFC 4511 section 4.5.1: base object "", filter (objectClass=*).
ByteString search_root(std::initializer_list<std::string_view> attributes) {
    constexpr std::uint8_t kPresent = 0x87;
    ByteString wanted;
    for (const std::string_view attribute : attributes) {
        const ByteString one = element(ber::kOctetString, base::as_bytes(attribute));
        wanted.insert(wanted.end(), one.begin(), one.end());
    }
    const ByteString nothing = element(ber::kOctetString, Bytes{});
    const ByteString search =
        element(kSearch, {nothing, ber::small_integer(0, ber::kEnumerated), ber::small_integer(0, ber::kEnumerated),
                          ber::small_integer(0), ber::small_integer(0), ber::small_integer(0, ber::kBoolean),
                          element(kPresent, base::as_bytes("objectClass")), element(ber::kSequence, wanted)});
    return element(ber::kSequence, {ber::small_integer(kMessage), search});
}

ByteString probe() {
    return search_root({"objectClass", "namingContexts", "defaultNamingContext", "dnsHostName", "vendorName",
                        "vendorVersion", "domainFunctionality", "forestFunctionality", "supportedLDAPVersion",
                        "supportedSASLMechanisms"});
}

ByteString probe_udp() {
    return search_root({"objectClass", "dnsHostName", "defaultNamingContext", "domainFunctionality"});
}

std::string_view fact_of(std::string_view attribute) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kFacts{
        {{"objectClass", "ldap.object_classes"},
         {"namingContexts", "ldap.naming_contexts"},
         {"defaultNamingContext", "ldap.default_naming_context"},
         {"dnsHostName", "ldap.dns_host_name"},
         {"vendorName", "ldap.vendor_name"},
         {"vendorVersion", "ldap.vendor_version"},
         {"domainFunctionality", "ldap.domain_functionality"},
         {"forestFunctionality", "ldap.forest_functionality"},
         {"supportedLDAPVersion", "ldap.versions"},
         {"supportedSASLMechanisms", "ldap.sasl_mechanisms"}}};
    for (const auto& [name, fact] : kFacts)
        if (base::equals_ignoring_case(name, attribute)) return fact;
    return {};
}

bool is_list(std::string_view fact) {
    return fact == "ldap.object_classes" || fact == "ldap.naming_contexts" || fact == "ldap.versions" ||
           fact == "ldap.sasl_mechanisms";
}

void set_value(Facts& facts, const std::string& fact, std::string_view text) {
    const std::string value = base::printable(text, kTextLimit);
    if (is_list(fact))
        facts.append(fact, value);
    else if (fact.ends_with("functionality")) {
        if (const auto number = base::parse_unsigned(text); number && *number < 1000)
            facts.set(fact, static_cast<std::int64_t>(*number));
    } else {
        facts.set(fact, value);
    }
}

bool read_entry(Bytes body, Facts& facts) {
    Reader entry(body);
    (void)ber::expect(entry, ber::kOctetString);
    Reader attributes(ber::expect(entry, ber::kSequence));
    if (!entry.ok()) return false;
    for (std::size_t i = 0; i < kAttributesLimit && !attributes.empty(); ++i) {
        Reader attribute(ber::expect(attributes, ber::kSequence));
        const std::string fact(fact_of(base::as_text(ber::expect(attribute, ber::kOctetString))));
        Reader values(ber::expect(attribute, ber::kSet));
        if (!attributes.ok() || !attribute.ok()) return false;
        for (std::size_t j = 0; j < kValuesLimit && !values.empty(); ++j) {
            const Bytes value = ber::expect(values, ber::kOctetString);
            if (!values.ok()) return false;
            if (!fact.empty()) set_value(facts, fact, base::as_text(value));
        }
    }
    return true;
}

struct Answer {
    Facts facts;
    bool done = false;
};

// One datagram or the stream so far: entries, then the end of the search.
Result<Answer> read_answer(Bytes reply) {
    Reader reader(reply);
    Answer answer;
    for (std::size_t i = 0; i < kMessagesLimit && !reader.empty() && !answer.done; ++i) {
        Reader message(ber::expect(reader, ber::kSequence));
        const auto id = ber::read_integer(message);
        const ber::Element operation = ber::read_element(message);
        if (!reader.ok() || !message.ok() || id != kMessage || (operation.tag != kEntry && operation.tag != kDone))
            return fail(Errc::not_spoken, "no answer to our LDAP search");
        if (operation.tag == kEntry) {
            if (!read_entry(operation.body, answer.facts)) return fail(Errc::malformed, "LDAP entry that is broken");
            continue;
        }
        Reader done(operation.body);
        const auto code = ber::read_integer(done, ber::kEnumerated);
        if (!code) return fail(Errc::malformed, "LDAP result without a code");
        answer.facts.set("ldap.result", *code);
        answer.done = true;
    }
    if (answer.facts.empty()) return fail(Errc::not_spoken, "nothing of an LDAP answer");
    return answer;
}

bool complete(Bytes reply) {
    const auto answer = read_answer(reply);
    return answer && answer->done;
}

// What the root entry gives away of the server, from attributes that others do not have.
std::string_view server_name(const Facts& facts) {
    const std::vector<std::string> classes = facts.list("ldap.object_classes");
    if (std::find(classes.begin(), classes.end(), "OpenLDAProotDSE") != classes.end()) return "OpenLDAP";
    if (facts.text("ldap.vendor_name").find("Samba") != std::string::npos) return "Samba";
    const bool levels = facts.has("ldap.domain_functionality") && facts.has("ldap.default_naming_context");
    return levels ? "Active Directory" : "";
}

Result<Facts> parse_facts(Bytes reply) {
    auto answer = read_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    if (const std::string_view server = server_name(answer->facts); !server.empty())
        answer->facts.set("ldap.server", std::string(server));
    return std::move(answer->facts);
}

}  // namespace

const Protocol protocol = {.name = "ldap",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 32768};

const Protocol protocol_udp = {.name = "ldap",
                               .transport = model::Transport::udp,
                               .usual_ports = kPortsUdp,
                               .intrusion = Intrusion::query,
                               .probe = probe_udp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 8192};

}  // namespace vigie::protocols::ldap

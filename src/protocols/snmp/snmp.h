// SPDX-License-Identifier: Apache-2.0
// SNMP: sysDescr, sysName and sysObjectID by one GET with the community "public" (v2c or v1), and the engine discovery
// that every v3 manager starts with (RFC 3414 4). Read-only; no other community is ever tried. RFC 3416, RFC 1157.
#pragma once

#include <optional>

#include "protocols/protocol.h"

namespace vigie::protocols::snmp {

enum class Version { v1 = 0, v2c = 1, v3 = 3 };

ByteString get_request(Version version);  // v1 or v2c
ByteString engine_discovery();            // v3

struct Info {
    Version version = Version::v2c;  // fact snmp.version
    bool public_community = false;   // fact snmp.community_public
    std::string sys_descr;           // fact snmp.sys_descr
    std::string sys_name;            // fact snmp.sys_name
    std::string sys_object_id;       // fact snmp.sys_object_id
    std::string engine_id;           // fact snmp.engine_id, hexadecimal
    bool ours = false;               // carries the identifier of our request
};
// Answer to any of the three requests. Errors: not_spoken, malformed.
Result<Info> parse_info(Bytes reply);
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;  // v2c
extern const Protocol protocol_v1;
extern const Protocol protocol_v3;

}  // namespace vigie::protocols::snmp

// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/null_session.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "protocols/dcerpc.h"
#include "protocols/ntlm.h"

namespace vigie::protocols::smb {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::uint32_t kPending = 0x00000103;
constexpr std::size_t kFramesLimit = 8;
constexpr std::size_t kNameLimit = 255;
constexpr std::uint32_t kSharesLimit = 1024;
constexpr std::uint32_t kBindCall = 1;
constexpr std::uint32_t kListCall = 2;
constexpr std::uint32_t kLevel = 1;  // of SHARE_INFO: name, type and remark

// RFC 4178 4.2.2: NegTokenResp with the third message of NTLM. Anonymous is: no name, no response but the one byte of
// zero that stands for none, and the flag that says so ([MS-NLMP] 2.2.1.3, 2.2.2.5).
ByteString nobody() {
    constexpr std::uint32_t kFlags = 0xA2088A05;
    constexpr std::uint32_t kEmptyAt = 72;  // behind the fixed part
    Writer ntlm;
    ntlm.text(std::string_view("NTLMSSP\0", 8)).u32_le(3);
    ntlm.u16_le(1).u16_le(1).u32_le(kEmptyAt);                                  // LM response: one zero
    for (int i = 0; i < 5; ++i) ntlm.u16_le(0).u16_le(0).u32_le(kEmptyAt + 1);  // all other fields: nothing
    ntlm.u32_le(kFlags).fill(7, 0).u8(15).u8(0);
    return der(0xA1, der(0x30, der(0xA2, der(0x04, ntlm.take()))));
}

struct Found {
    Smb2Header header;
    Bytes message;
};

// The first whole message that is more than "wait".
std::optional<Found> final_answer(Bytes heard) {
    constexpr std::size_t kFrameHead = 4;
    for (std::size_t i = 0; i < kFramesLimit && !heard.empty(); ++i) {
        Reader reader(heard);
        const std::uint8_t type = reader.u8();
        const std::size_t length = reader.u24();
        if (!reader.ok() || type != 0 || reader.remaining() < length) return std::nullopt;
        const Bytes message = heard.subspan(kFrameHead, length);
        heard = heard.subspan(kFrameHead + length);
        if (!is_smb2(message)) return std::nullopt;
        Reader inside(message);
        const auto header = read_smb2_header(inside);
        if (!header) return std::nullopt;
        if (header->status != kPending) return Found{*header, message};
    }
    return std::nullopt;
}

// A conformant and varying string of NDR, in UTF-16, without the zero at its end; cut at a limit.
Bytes ndr_text(Reader& reader) {
    reader.skip(8);  // room, offset
    const std::size_t count = reader.u32_le();
    const Bytes text = reader.bytes(count * 2);
    dcerpc::align(reader);
    std::size_t size = std::min(text.size(), 2 * kNameLimit);
    if (size >= 2 && text[size - 2] == 0 && text[size - 1] == 0) size -= 2;
    return text.first(size);
}

}  // namespace

ByteString utf16(std::string_view ascii) {
    Writer out;
    for (const char character : ascii) out.u8(static_cast<std::uint8_t>(character)).u8(0);
    return out.take();
}

ByteString anonymous_setup(const Place& place) {
    return session_setup(place, nobody());
}

ByteString tree_connect(const Place& place, std::string_view server, Bytes share) {
    constexpr std::uint16_t kPathAt = kSmb2Header + 8;
    Writer unc;
    unc.bytes(utf16("\\\\" + std::string(server) + "\\")).bytes(share);
    const ByteString path = unc.take();
    Writer out;
    smb2_header(out, kTreeConnect, place);
    out.u16_le(9).u16_le(0).u16_le(kPathAt).u16_le(static_cast<std::uint16_t>(path.size())).bytes(path);
    return framed(out.take());
}

ByteString open_share_service(const Place& place) {
    constexpr std::uint32_t kReadAndWrite = 0x0012019F;  // of a pipe: the question is written to it
    constexpr std::uint32_t kImpersonation = 2;
    constexpr std::uint32_t kShareAll = 7;
    constexpr std::uint32_t kOpenExisting = 1;
    constexpr std::uint16_t kNameAt = kSmb2Header + 56;
    const ByteString name = utf16("srvsvc");
    Writer out;
    smb2_header(out, kCreate, place);
    out.u16_le(57).u8(0).u8(0).u32_le(kImpersonation).fill(16, 0);
    out.u32_le(kReadAndWrite).u32_le(0).u32_le(kShareAll).u32_le(kOpenExisting).u32_le(0);
    out.u16_le(kNameAt).u16_le(static_cast<std::uint16_t>(name.size())).u32_le(0).u32_le(0).bytes(name);
    return framed(out.take());
}

ByteString call(const Place& place, const FileId& pipe, Bytes packet) {
    constexpr std::uint32_t kPipeTransceive = 0x0011C017;
    constexpr std::uint32_t kInputAt = kSmb2Header + 56;
    constexpr std::uint32_t kMostOutput = 65536;
    constexpr std::uint32_t kIsControl = 1;
    Writer out;
    smb2_header(out, kIoctl, place);
    out.u16_le(57).u16_le(0).u32_le(kPipeTransceive).bytes(pipe);
    out.u32_le(kInputAt).u32_le(static_cast<std::uint32_t>(packet.size())).u32_le(0);
    out.u32_le(0).u32_le(0).u32_le(kMostOutput).u32_le(kIsControl).u32_le(0).bytes(packet);
    return framed(out.take());
}

ByteString bind_share_service() {
    return dcerpc::bind("c84f324b7016d30112785a47bf6ee188", 3, kBindCall);
}

ByteString list_shares() {
    constexpr std::uint16_t kShareEnumeration = 15;
    constexpr std::uint32_t kPointer = 0x00020000;
    constexpr std::uint32_t kAsManyAsThereAre = 0xFFFFFFFF;
    Writer out;
    out.u32_le(0);                                                // the server itself
    out.u32_le(kLevel).u32_le(kLevel).u32_le(kPointer);           // what is wanted
    out.u32_le(0).u32_le(0).u32_le(kAsManyAsThereAre).u32_le(0);  // an empty container, no resumption
    return dcerpc::request(kShareEnumeration, out.take(), kListCall);
}

bool answered(Bytes heard) {
    return final_answer(heard).has_value();
}

Result<Answer> parse_answer(Bytes heard) {
    const std::optional<Found> found = final_answer(heard);
    if (!found) return fail(Errc::not_spoken, "no whole SMB 2 answer");
    return Answer{found->header, ByteString(found->message.begin(), found->message.end())};
}

Result<FileId> parse_opened(const Answer& answer) {
    constexpr std::size_t kFileIdAt = kSmb2Header + 64;
    Reader reader(answer.message);
    reader.seek(kFileIdAt);
    const Bytes id = reader.bytes(16);
    if (!reader.ok() || answer.header.command != kCreate || answer.header.status != 0)
        return fail(Errc::malformed, "SMB 2 pipe not opened");
    FileId out{};
    std::copy(id.begin(), id.end(), out.begin());
    return out;
}

Result<ByteString> parse_called(const Answer& answer) {
    constexpr std::uint32_t kMoreInPipe = 0x80000005;
    Reader reader(answer.message);
    reader.seek(kSmb2Header + 32);
    const std::size_t offset = reader.u32_le();
    const std::size_t size = reader.u32_le();
    reader.seek(offset);
    const Bytes packet = reader.bytes(size);
    const bool good = answer.header.status == 0 || answer.header.status == kMoreInPipe;
    if (!reader.ok() || answer.header.command != kIoctl || !good)
        return fail(Errc::malformed, "SMB 2 pipe without an answer");
    return ByteString(packet.begin(), packet.end());
}

bool is_bound(Bytes packet) {
    Reader reader(packet);
    const auto fragment = dcerpc::next_fragment(reader);
    return fragment && fragment->type == dcerpc::kBindAck && fragment->call == kBindCall;
}

Result<Shares> parse_shares(Bytes packet) {
    constexpr std::uint32_t kTypeMask = 0x0FFFFFFF;
    constexpr std::uint32_t kSpecial = 0x80000000;
    constexpr std::uint32_t kAccessDenied = 5;
    Reader whole(packet);
    const ByteString result = dcerpc::result_of(whole, kListCall);
    if (result.empty()) return fail(Errc::malformed, "no list of shares");
    Reader reader(result);
    const std::uint32_t level = reader.u32_le();
    reader.skip(4);
    const bool has_container = reader.u32_le() != 0;
    Shares out;
    std::vector<bool> folders;
    if (has_container) {
        const std::uint32_t count = reader.u32_le();
        const bool has_entries = reader.u32_le() != 0;
        if (has_entries) reader.skip(4);
        for (std::uint32_t i = 0; has_entries && i < std::min(count, kSharesLimit) && reader.ok(); ++i) {
            reader.skip(4);
            const std::uint32_t type = reader.u32_le();
            reader.skip(4);
            folders.push_back((type & kTypeMask) == 0 && (type & kSpecial) == 0);
        }
    }
    if (!reader.ok() || level != kLevel) return fail(Errc::malformed, "list of shares cut short");
    for (const bool is_folder : folders) {
        const Bytes wire = ndr_text(reader);
        const std::string name = base::printable(ntlm::utf16_text(wire), kNameLimit);
        (void)ndr_text(reader);  // the remark
        if (!reader.ok()) break;
        out.shares.push_back({name, ByteString(wire.begin(), wire.end()), is_folder && !name.ends_with('$')});
    }
    if (!folders.empty()) return out;
    reader.skip(4);                            // how many there are
    if (reader.u32_le() != 0) reader.skip(4);  // where to go on
    const std::uint32_t error = reader.u32_le();
    if (!reader.ok() || (error != 0 && error != kAccessDenied))
        return fail(Errc::malformed, "list of shares with an error");
    out.refused = error == kAccessDenied;
    return out;
}

bool is_refusal(std::uint32_t status) {
    constexpr std::array<std::uint32_t, 8> kRefusals{0xC0000022,   // access denied
                                                     0xC000006D,   // logon failure
                                                     0xC000006E,   // account restriction
                                                     0xC0000072,   // account disabled
                                                     0xC000015B,   // this type of logon is not granted
                                                     0xC0000034,   // the pipe is not there for whom may not see it
                                                     0xC00000CC,   // nor is the share
                                                     0xC00000BB};  // not supported: NTLM is switched off
    return std::find(kRefusals.begin(), kRefusals.end(), status) != kRefusals.end();
}

bool grants_reading(const Answer& answer) {
    constexpr std::uint32_t kRead = 1;  // FILE_READ_DATA, FILE_LIST_DIRECTORY
    Reader reader(answer.message);
    reader.seek(kSmb2Header + 12);
    const std::uint32_t rights = reader.u32_le();
    return reader.ok() && answer.header.command == kTreeConnect && answer.header.status == 0 && (rights & kRead) != 0;
}

}  // namespace vigie::protocols::smb

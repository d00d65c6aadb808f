// SPDX-License-Identifier: Apache-2.0
// Recog's fingerprint files (XML, read with Expat: no entity is ever expanded). Each fingerprint carries examples; one
// whose example it does not match, or reads otherwise than the example says, is not taken over.
#include <algorithm>
#include <charconv>
#include <map>

#include <expat.h>

#include "base/bytes.h"
#include "base/text.h"
#include "catalog/banner_patterns.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kTextLimit = 64 * 1024;
constexpr int kFingerprintLimit = 50'000;
constexpr int kRecogDepthLimit = 16;
constexpr std::size_t kExampleLimit = 500;
constexpr std::size_t kParameterLimit = 100;

struct Example {
    std::string text;
    bool base64 = false;
    std::map<std::string, std::string> expected;  // "service.version" -> "2.4.7"
};

// Recog's patterns are Ruby's: ^ and $ stand for lines, and the letter m (in flags and in "(?m)") lets the dot match a
// line break, which is s elsewhere. "(.+)*" matches what "(.+)?" matches, in as many steps as there are ways to divide
// a text.
std::string from_ruby(std::string pattern) {
    constexpr std::string_view kDoubled = "(.+)*";
    for (std::size_t at = pattern.find(kDoubled); at != std::string::npos; at = pattern.find(kDoubled, at))
        pattern.replace(at, kDoubled.size(), "(.+)?");
    for (std::size_t at = pattern.find("(?"); at != std::string::npos; at = pattern.find("(?", at + 2)) {
        const std::size_t end = pattern.find_first_not_of("imx-", at + 2);
        const bool literal = at > 0 && pattern[at - 1] == '\\';
        if (literal || end == std::string::npos || (pattern[end] != ')' && pattern[end] != ':')) continue;
        std::replace(pattern.begin() + static_cast<std::ptrdiff_t>(at),
                     pattern.begin() + static_cast<std::ptrdiff_t>(end), 'm', 's');
    }
    return pattern;
}

class RecogDocument {
public:
    std::vector<model::BannerPattern> accepted;
    std::uint64_t refused = 0;
    bool is_recog = false;
    std::string error;

    void start(const std::string& name, const std::map<std::string, std::string>& attributes) {
        if (++depth_ > kRecogDepthLimit) return fail("too deep");
        text_.clear();
        const auto at = [&](const char* key) {
            const auto found = attributes.find(key);
            return found == attributes.end() ? std::string() : found->second;
        };
        if (name == "fingerprints") {
            is_recog = true;
            field_ = at("matches").empty() ? at("protocol") : at("matches");
            const std::string preference = at("preference");
            std::from_chars(preference.data(), preference.data() + preference.size(), preference_);
        } else if (name == "fingerprint") {
            now_ = {};
            examples_.clear();
            now_.field = field_;
            now_.preference = preference_;
            now_.order = order_++;
            now_.pattern = from_ruby(at("pattern"));
            now_.multiline = true;
            for (const std::string_view flag : base::split(at_flags_ = at("flags"), ',')) {
                now_.ignore_case = now_.ignore_case || base::trim(flag) == "REG_ICASE";
                now_.dot_is_newline = now_.dot_is_newline || base::trim(flag) == "REG_DOT_NEWLINE" ||
                                      base::trim(flag) == "REG_LINE_ANY_CRLF" || base::trim(flag) == "REG_MULTILINE";
            }
            if (order_ > kFingerprintLimit) fail("too many fingerprints");
        } else if (name == "example") {
            Example example;
            example.base64 = at("_encoding") == "base64";
            for (const auto& [key, value] : attributes)
                if (key.front() != '_') example.expected[key] = value;
            // An example in a file beside this one cannot be checked here.
            if (at("_filename").empty() && examples_.size() < kExampleLimit) examples_.push_back(std::move(example));
        } else if (name == "param" && now_.parameters.size() < kParameterLimit) {
            const auto group = base::parse_unsigned(at("pos"));
            if (!group || *group > 99 || at("name").empty()) return fail("a parameter without position or name");
            now_.parameters.push_back({static_cast<int>(*group), at("name"), at("value")});
        }
    }

    void text(std::string_view part) {
        if (text_.size() + part.size() > kTextLimit) return fail("a text of more than 64 KiB");
        text_ += part;
    }

    void end(const std::string& name) {
        --depth_;
        if (name == "description") {
            now_.description = base::printable(base::trim(text_), 200);
        } else if (name == "example" && !examples_.empty() && examples_.back().text.empty()) {
            examples_.back().text = text_;
        } else if (name == "fingerprint") {
            if (proves_itself())
                accepted.push_back(std::move(now_));
            else
                ++refused;
            now_ = {};
        }
        text_.clear();
    }

    void fail(const std::string& what) {
        if (error.empty()) error = what;
    }

private:
    [[nodiscard]] bool proves_itself() const {
        const auto pattern = catalog::compile(now_);
        if (!pattern) return false;
        for (const Example& example : examples_) {
            std::string subject = example.text;
            if (example.base64) {
                std::string compact;
                for (const char c : subject)
                    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') compact += c;
                const auto bytes = base::from_base64(compact);
                if (!bytes) return false;
                subject = base::as_text(*bytes);
            }
            const auto values = catalog::read_banner(now_, *pattern, subject);
            if (!values) return false;
            for (const auto& [name, expected] : example.expected) {
                const auto found = values->find(name);
                if ((found == values->end() ? std::string() : found->second) != expected) return false;
            }
        }
        return true;
    }

    std::string field_;
    std::string at_flags_;
    double preference_ = 0.5;
    int order_ = 0;
    int depth_ = 0;
    std::string text_;
    model::BannerPattern now_;
    std::vector<Example> examples_;
};

void XMLCALL recog_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    std::map<std::string, std::string> read;
    for (std::size_t i = 0; attributes[i] != nullptr && attributes[i + 1] != nullptr; i += 2)
        read[attributes[i]] = attributes[i + 1];
    static_cast<RecogDocument*>(data)->start(name, read);
}
void XMLCALL recog_end(void* data, const XML_Char* name) {
    static_cast<RecogDocument*>(data)->end(name);
}
void XMLCALL recog_text(void* data, const XML_Char* text, int size) {
    static_cast<RecogDocument*>(data)->text({text, static_cast<std::size_t>(size)});
}
void XMLCALL recog_entity(void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
                          const XML_Char*, const XML_Char*) {
    static_cast<RecogDocument*>(data)->fail("it declares entities");
}

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

base::Result<std::uint64_t> import_recog(std::string_view text, model::VulnerabilityWriter& writer,
                                         model::FeedState& feed) {
    constexpr std::size_t kPiece = 64 * 1024;  // what is wrong is noticed before much is read
    feed.name = "recog";
    RecogDocument document;
    const std::unique_ptr<XML_ParserStruct, FreeParser> parser(XML_ParserCreate(nullptr));
    XML_SetUserData(parser.get(), &document);
    XML_SetElementHandler(parser.get(), recog_start, recog_end);
    XML_SetCharacterDataHandler(parser.get(), recog_text);
    XML_SetEntityDeclHandler(parser.get(), recog_entity);
    for (std::size_t at = 0; at < text.size() && document.error.empty(); at += kPiece) {
        const std::string_view piece = text.substr(at, kPiece);
        const bool last = at + piece.size() == text.size();
        if (XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0) == XML_STATUS_OK)
            continue;
        document.fail("line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
                      XML_ErrorString(XML_GetErrorCode(parser.get())));
    }
    if (!document.error.empty()) return base::fail(base::Errc::malformed, "recog file: " + document.error);
    if (!document.is_recog) return base::fail(base::Errc::malformed, "recog file without fingerprints");
    for (const model::BannerPattern& pattern : document.accepted)
        if (const auto put = writer.put(pattern); !put) return tl::unexpected<base::Error>(put.error());
    feed.records += static_cast<std::int64_t>(document.accepted.size());
    return document.refused;
}

}  // namespace vigie::exchange

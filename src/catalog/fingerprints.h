// SPDX-License-Identifier: Apache-2.0
// From what a server says of itself to vendor, product, version and CPE: data/fingerprints/*.toml, each entry with
// examples of its own that are run as a test. A fingerprint reads one fact (each item of a list) and never guesses a
// version. A weak one is a sign that others may bear too: alone it is a doubt, two of different facts are an answer.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/pattern.h"
#include "model/fact.h"

namespace vigie::catalog {

struct Fingerprint {
    struct Example {
        std::string text;
        std::string version;  // expected; only meaningful when matches
        bool matches = true;
    };
    std::string where;  // file:line, for messages
    std::string fact;   // the fact whose text is read
    std::string expression;
    Pattern pattern;
    std::string vendor;   // may use {group}
    std::string product;  // may use {group}
    std::string version;  // template, most often "{version}"; "" = the text does not say
    std::string cpe;      // CPE 2.3 "part:vendor:product"; the version field is filled in
    int qod = 80;
    bool weak = false;
    std::vector<Example> examples;
};

// One more page to ask of a web server, because a product is named or suspected, or (nameless) because the first page
// and its head name nothing at all: data/fingerprints/questions.toml.
struct Question {
    struct Example {
        std::string reply;
        std::string shown;  // "" = nothing is kept
    };
    std::string where;
    std::vector<std::string> products;  // as fingerprints call them
    std::string path;
    std::string header;  // one more header line, "" = none
    bool nameless = false;
    Pattern keep;  // over "HTTP <status>", the head and the body; what group 1 holds becomes the fact
    std::vector<Example> examples;

    // "<path> <what was kept>", an item of http.shown; "" when the reply shows nothing of the kind.
    [[nodiscard]] std::string shown_by(std::string_view reply) const;
};

struct Identity {
    std::string vendor;
    std::string product;
    std::string version;
    std::string cpe;  // full CPE 2.3 formatted string, "" = none
    int qod = 0;
    bool weak = false;
    std::string from;  // the fact that told
};

class Fingerprints {
public:
    // Reads every *.toml of folder. Errors: input, with file:line.
    static base::Result<Fingerprints> load(const std::filesystem::path& folder);

    // Every identity that the facts support: higher qod first, then one with a version, then file order.
    [[nodiscard]] std::vector<Identity> identify(const model::Facts& facts) const;
    [[nodiscard]] std::optional<Identity> apply(const Fingerprint& fingerprint, const std::string& text) const;
    [[nodiscard]] const std::vector<Fingerprint>& all() const { return fingerprints_; }
    [[nodiscard]] const std::vector<Question>& questions() const { return questions_; }

private:
    struct Index;
    std::vector<Fingerprint> fingerprints_;
    std::vector<Question> questions_;
    std::shared_ptr<Index> index_;  // by fact
};

// cpe:2.3:a:vendor:product:version:update:*:... with the characters of the version escaped (NISTIR 7695).
// "9.2p1" for OpenSSH becomes version 9.2, update p1.
std::string cpe_of(const std::string& part_vendor_product, const std::string& version);

}  // namespace vigie::catalog

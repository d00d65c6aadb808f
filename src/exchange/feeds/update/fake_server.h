// SPDX-License-Identifier: Apache-2.0
// A web server on 127.0.0.1 for tests: answers what the test says, with or without TLS by an authority of its own, and
// can break off in the middle. One connection at a time, one request each.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vigie::exchange {

struct FakeRequest {
    std::string target;                          // "/path?query"; absolute when asked as a proxy
    std::map<std::string, std::string> headers;  // names in lower case
};

struct FakeAnswer {
    int status = 200;
    std::string body;
    std::vector<std::string> headers = {};
    std::size_t cut_after = std::string::npos;  // bytes of the body that are sent before the line breaks
};

class FakeServer {
public:
    using Answer = std::function<FakeAnswer(const FakeRequest&)>;
    explicit FakeServer(Answer answer, bool tls = false);
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    [[nodiscard]] std::string url(const std::string& path) const;
    [[nodiscard]] std::string authority() const;  // PEM of the private authority
    [[nodiscard]] std::vector<FakeRequest> requests() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vigie::exchange

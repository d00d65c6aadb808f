// SPDX-License-Identifier: Apache-2.0
#include "catalog/prefilter.h"

#include <algorithm>
#include <mutex>

#include <hs/hs.h>

#include "catalog/pattern.h"

namespace vigie::catalog {
namespace {

constexpr unsigned kFlags = HS_FLAG_PREFILTER | HS_FLAG_ALLOWEMPTY | HS_FLAG_SINGLEMATCH;

int note(unsigned id, unsigned long long /*from*/, unsigned long long /*to*/, unsigned /*flags*/, void* context) {
    static_cast<std::vector<std::size_t>*>(context)->push_back(id);
    return 0;
}

bool takes(const std::string& expression) {
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const bool taken = hs_compile(expression.c_str(), kFlags, HS_MODE_BLOCK, nullptr, &database, &error) == HS_SUCCESS;
    hs_free_database(database);
    hs_free_compile_error(error);
    return taken;
}

}  // namespace

struct Prefilter::Engine {
    hs_database_t* database = nullptr;
    hs_scratch_t* scratch = nullptr;  // one search at a time
    std::mutex busy;
    std::size_t count = 0;

    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() {
        hs_free_scratch(scratch);
        hs_free_database(database);
    }

    bool compile(const std::vector<std::string>& expressions, const std::vector<unsigned>& ids) {
        std::vector<const char*> texts;
        for (const unsigned id : ids) texts.push_back(expressions[id].c_str());
        const std::vector<unsigned> flags(ids.size(), kFlags);
        hs_compile_error_t* error = nullptr;
        const bool compiled =
            hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()), HS_MODE_BLOCK,
                             nullptr, &database, &error) == HS_SUCCESS;
        hs_free_compile_error(error);
        return compiled && hs_alloc_scratch(database, &scratch) == HS_SUCCESS;
    }
};

Prefilter::Prefilter(const std::vector<std::string>& expressions) : engine_(std::make_shared<Engine>()) {
    engine_->count = expressions.size();
    std::vector<unsigned> ids(expressions.size());
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<unsigned>(i);
    if (ids.empty() || engine_->compile(expressions, ids)) return;
    // One of them is beyond the engine: find which, and take the others.
    std::vector<unsigned> taken;
    for (const unsigned id : ids) {
        if (takes(expressions[id]))
            taken.push_back(id);
        else
            always_.push_back(id);
    }
    if (!taken.empty() && engine_->compile(expressions, taken)) return;
    always_.assign(ids.begin(), ids.end());
}

std::vector<std::size_t> Prefilter::candidates(std::string_view text) const {
    std::vector<std::size_t> out = always_;
    if (engine_->database == nullptr || engine_->scratch == nullptr) return out;
    const std::string_view seen = text.substr(0, Pattern::kSubjectLimit);
    const std::lock_guard lock(engine_->busy);
    if (hs_scan(engine_->database, seen.data(), static_cast<unsigned>(seen.size()), 0, engine_->scratch, note, &out) !=
        HS_SUCCESS) {
        out.resize(engine_->count);  // nothing is known: all of them
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
        return out;
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace vigie::catalog

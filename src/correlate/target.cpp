// SPDX-License-Identifier: Apache-2.0
#include "correlate/target.h"

#include "correlate/version.h"

namespace vigie::correlate {
namespace {

// Each round moves to a later bound of some record; real products need two or three.
constexpr int kMostRounds = 16;

// A release line that was repaired before another one, or a version that is not shown, asks for nothing.
bool asks_for_more(const MatchAnswer& match) {
    return match.truth == Truth::yes ||
           (match.truth == Truth::unknown && match.doubt != Doubt::other_line && match.doubt != Doubt::no_version);
}

class Search {
public:
    Search(const Component& component, const ProductRecords& records)
        : component_(component), records_(records), surroundings_(component.surroundings()) {
        target_.version = component.version;
    }

    Target run() {
        for (int round = 0; round < kMostRounds; ++round) {
            if (!raised_by_a_record()) return round == 0 ? Target{} : target_;
        }
        return {};  // no end in sight: better no version than one that is affected
    }

private:
    bool raised_by_a_record() {
        const ShownVersion shown = make_shown(target_.version, component_.numbering());
        bool raised = false;
        for (const std::shared_ptr<Record>& record : records_.records) {
            const MatchAnswer match = record->prepared->match(shown, surroundings_);
            if (!asks_for_more(match)) continue;
            const bool later = match.fixed.empty();
            raised = raise(later ? match.last : match.fixed, later) || raised;
        }
        return raised;
    }

    // True when the target had to move.
    bool raise(const std::string& version, bool later) {
        if (version.empty()) return false;
        const int order = compare_versions(component_.numbering().scheme, version, target_.version);
        if (order < 0 || (order == 0 && (!later || target_.later))) return false;
        target_.version = version;
        target_.later = later;
        return true;
    }

    const Component& component_;
    const ProductRecords& records_;
    Surroundings surroundings_;
    Target target_;
};

}  // namespace

Target target_of(const Component& component, Library& library, const Judgement& judgement) {
    Target out;
    bool upstream = false;
    const auto scheme = package_scheme(component.packaging.origin);
    for (const CveAnswer& answer : judgement.answers) {
        if (answer.certainty == model::Certainty::non_affecte) continue;
        upstream = upstream || !answer.by_package;
        if (!answer.by_package || answer.fixed.empty() || !scheme) continue;
        if (out.package.empty() || compare_versions(*scheme, answer.fixed, out.package) > 0) out.package = answer.fixed;
    }
    if (!upstream || component.version.empty()) return out;
    const auto records = library.product(component.cpe, component.numbering());
    const Target found = Search(component, *records).run();
    out.version = found.version;
    out.later = found.later;
    return out;
}

std::string update_to(const Target& target, const CveAnswer& answer, const Language& language) {
    if (answer.fixed.empty()) return {};
    if (answer.by_package) return target.package;
    if (target.version.empty() || !target.later) return target.version;
    return language.say("une version postérieure à {0}", "a version later than {0}", target.version);
}

}  // namespace vigie::correlate

// SPDX-License-Identifier: Apache-2.0
// The reasons of judge.cpp in words. Only for judge.cpp.
#pragma once

#include <string>

#include "correlate/component.h"
#include "correlate/criterion.h"
#include "correlate/language.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

// Why a record cannot decide.
std::string doubt_text(Doubt doubt, const Component& component, const Language& lang);
// What a distribution says of its package, beside the version that the server shows.
std::string package_text(const model::DistroStatus& status, model::Certainty certainty, const Component& component,
                         const Language& lang);
// Why an upstream "yes" is not enough for a product that distributions repair. has_tracker: the base knows the
// package and says nothing of this CVE.
std::string backport_text(const std::string& range, bool has_tracker, const Component& component, const Language& lang);
// "affected before 3.0".
std::string range_text(const MatchAnswer& match, const Language& lang);
// "Debian", "Ubuntu", "Red Hat": whose data judge this package.
std::string distributor(Packaging::Origin origin);

}  // namespace vigie::correlate

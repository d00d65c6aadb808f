// SPDX-License-Identifier: Apache-2.0
// The hospital that the pipeline tests audit: its perimeter file, and what each host answers. The replies are the
// fixtures that real servers gave (src/protocols/*/fixtures).
#pragma once

#include <memory>

#include "discover/fake_dns.h"
#include "scripted_network.h"

namespace vigie::pipeline {

enum class State {
    as_found,   // the faults that a first audit finds
    remediated  // the same hosts after the plan was followed
};

// Serves itself on `network`; must live as long as it is used.
class ScriptedHospital {
public:
    ScriptedHospital(ScriptedNetwork& network, State state);

    static std::string perimeter_text();

private:
    discover::FakeDns resolver_;
    discover::FakeDns own_server_;
};

}  // namespace vigie::pipeline

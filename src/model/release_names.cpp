// SPDX-License-Identifier: Apache-2.0
#include "model/release_names.h"

#include <array>

namespace vigie::model {
namespace {

constexpr std::array<NamedRelease, 11> kDebian = {{{"4", "etch"},
                                                   {"5", "lenny"},
                                                   {"6", "squeeze"},
                                                   {"7", "wheezy"},
                                                   {"8", "jessie"},
                                                   {"9", "stretch"},
                                                   {"10", "buster"},
                                                   {"11", "bullseye"},
                                                   {"12", "bookworm"},
                                                   {"13", "trixie"},
                                                   {"14", "forky"}}};
constexpr std::array<NamedRelease, 18> kUbuntu = {{{"12.04", "precise"},
                                                   {"14.04", "trusty"},
                                                   {"16.04", "xenial"},
                                                   {"18.04", "bionic"},
                                                   {"19.10", "eoan"},
                                                   {"20.04", "focal"},
                                                   {"20.10", "groovy"},
                                                   {"21.04", "hirsute"},
                                                   {"21.10", "impish"},
                                                   {"22.04", "jammy"},
                                                   {"22.10", "kinetic"},
                                                   {"23.04", "lunar"},
                                                   {"23.10", "mantic"},
                                                   {"24.04", "noble"},
                                                   {"24.10", "oracular"},
                                                   {"25.04", "plucky"},
                                                   {"25.10", "questing"},
                                                   {"26.04", "resolute"}}};

}  // namespace

std::span<const NamedRelease> debian_releases() {
    return kDebian;
}
std::span<const NamedRelease> ubuntu_releases() {
    return kUbuntu;
}

}  // namespace vigie::model

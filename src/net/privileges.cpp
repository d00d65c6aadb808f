// SPDX-License-Identifier: Apache-2.0
#include "net/privileges.h"

#include <cerrno>
#include <csignal>
#include <memory>

#include <grp.h>
#include <pwd.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/system.h"

namespace vigie::net {
namespace {

using base::Errc;
using base::fail;

}  // namespace

base::Result<std::string> drop_privileges() {
    std::string name = "current user";
    if (geteuid() == 0) {
        const passwd* user = getpwnam("vigie");
        if (user == nullptr) user = getpwnam("nobody");
        if (user == nullptr) return fail(Errc::io, "dropping privileges: neither user vigie nor nobody exists");
        name = user->pw_name;
        const uid_t uid = user->pw_uid;
        const gid_t gid = user->pw_gid;
        if (setgroups(0, nullptr) != 0) return base::fail_system("leaving the groups");
        if (setresgid(gid, gid, gid) != 0) return base::fail_system("changing the group");
        if (setresuid(uid, uid, uid) != 0) return base::fail_system("changing the user");
        if (setuid(0) == 0) return fail(Errc::internal, "dropping privileges: root could be regained");
    }
    const std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)> none(cap_init(), &cap_free);
    if (none == nullptr || cap_set_proc(none.get()) != 0) return base::fail_system("dropping the capabilities");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return base::fail_system("forbidding new privileges");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return base::fail_system("binding to the parent's life");
    return name;
}

}  // namespace vigie::net

// SPDX-License-Identifier: Apache-2.0
// What a service gives to somebody without an account (2.4.4): FTP as "anonymous", SMB as nobody. Asked only where the
// owner allowed it ([autorisation] acces_anonyme), never of a fragile device. Names are counted and forgotten, no file
// is opened, nothing is written.
#pragma once

#include "inspect/inspect.h"

namespace vigie::inspect {

// Facts ftp.anonymous, data.access and, where its first folder can be listed, data.names and data.kinds.
net::Task<void> review_anonymous_ftp(Tools& tools, Subject& subject);
// Facts smb.anonymous, smb.open_shares, data.access, data.names and data.kinds.
net::Task<void> review_anonymous_smb(Tools& tools, Subject& subject);

}  // namespace vigie::inspect

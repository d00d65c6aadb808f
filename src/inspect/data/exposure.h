// SPDX-License-Identifier: Apache-2.0
// 2.4.4: who may get at what a service holds, and what kind of data that is, decided from names and counts alone. No
// record is ever asked for; a name tells its kind or nothing, and is then forgotten.
#pragma once

#include "catalog/web.h"
#include "inspect/inspect.h"

namespace vigie::inspect {

// Names that a service lists to anybody: counted, and what they speak of noted as data.kinds.
void note_names(const catalog::WebCatalogue* words, const std::vector<std::string>& names, model::Facts& facts);
// "open": anybody; "listed": what is there is told to anybody; "password". The more open word stays.
void note_access(std::string_view access, model::Facts& facts);
// "technical", "personal", "health".
void note_kind(std::string_view kind, model::Facts& facts);

// Adds data.access, data.kinds, data.names and data.items from what the other reviews have found, and asks what only
// this review asks: the databases of a MongoDB server and the exports of an NFS server, by name.
net::Task<void> review_data(Tools& tools, Subject& subject);

}  // namespace vigie::inspect

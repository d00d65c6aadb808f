// SPDX-License-Identifier: Apache-2.0
// The "configurations" array of NVD 2.0 records, shared by NVD files and the CPE overrides. For .cpp files here.
#pragma once

#include <charconv>
#include <vector>

#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

inline bool read_criterion(json::object match, model::CpeCriterion& out) {
    bool vulnerable = true;
    std::string_view text;
    std::vector<std::string> fields;
    for (auto field : match) {
        const std::string_view key = field.unescaped_key();
        json::value value = field.value();
        if (key == "criteria")
            fields = model::split_cpe(std::string_view(value));
        else if (key == "vulnerable")
            vulnerable = bool(value);
        else if (key == "versionStartIncluding" && value.get_string().get(text) == simdjson::SUCCESS) {
            out.start = text;
            out.start_included = true;
        } else if (key == "versionStartExcluding" && value.get_string().get(text) == simdjson::SUCCESS) {
            out.start = text;
            out.start_included = false;
        } else if (key == "versionEndIncluding" && value.get_string().get(text) == simdjson::SUCCESS) {
            out.end = text;
            out.end_included = true;
        } else if (key == "versionEndExcluding" && value.get_string().get(text) == simdjson::SUCCESS) {
            out.end = text;
            out.end_included = false;
        }
    }
    if (fields.size() < 5 || fields[0].empty()) return false;
    out.part = fields[0].front();
    out.vendor = std::move(fields[1]);
    out.product = std::move(fields[2]);
    out.version = std::move(fields[3]);
    out.update = std::move(fields[4]);
    if (fields.size() > 7) out.edition = std::move(fields[7]);
    if (fields.size() > 8) out.target = std::move(fields[8]);
    out.vulnerable = vulnerable;
    return true;
}

inline std::vector<model::Configuration> read_configurations(json::array configurations, std::string_view source) {
    std::vector<model::Configuration> out;
    std::size_t criteria = 0;
    for (auto item : configurations) {
        model::Configuration configuration;
        configuration.source = source;
        bool negate_all = false;
        for (auto field : item.get_object()) {
            const std::string_view key = field.unescaped_key();
            if (key == "operator")
                configuration.all = std::string_view(field.value()) == "AND";
            else if (key == "negate")
                negate_all = bool(field.value());
            else if (key == "nodes") {
                for (auto node : field.value().get_array()) {
                    model::CriterionGroup group;
                    for (auto part : node.get_object()) {
                        const std::string_view name = part.unescaped_key();
                        if (name == "operator")
                            group.all = std::string_view(part.value()) == "AND";
                        else if (name == "negate")
                            group.negate = bool(part.value());
                        else if (name == "cpeMatch") {
                            for (auto match : part.value().get_array()) {
                                model::CpeCriterion criterion;
                                if (read_criterion(match.get_object(), criterion) && criteria++ < kCriteriaLimit)
                                    group.criteria.push_back(std::move(criterion));
                            }
                        }
                    }
                    configuration.groups.push_back(std::move(group));
                }
            }
        }
        if (negate_all)
            for (model::CriterionGroup& group : configuration.groups) group.negate = !group.negate;
        out.push_back(std::move(configuration));
    }
    return out;
}

}  // namespace vigie::exchange

// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.h"

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/text.h"

namespace vigie::store {
namespace {

// A path as SQLite's URI form wants it.
std::string uri_of(const std::filesystem::path& path) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
    std::string out = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        if (kPlain.find(c) != std::string_view::npos)
            out += c;
        else
            out += "%" + base::to_hex(base::as_bytes(std::string_view(&c, 1)));
    }
    return out + "?immutable=1";
}

}  // namespace

SqliteStatement::SqliteStatement(sqlite3* connection, std::string_view sql) {
    if (sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_,
                           nullptr) != SQLITE_OK)
        throw SqliteError(sqlite3_errmsg(connection));
}
SqliteStatement::~SqliteStatement() {
    sqlite3_finalize(statement_);
}
SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept : statement_(other.statement_) {
    other.statement_ = nullptr;
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const std::string text = sqlite3_errmsg(sqlite3_db_handle(statement_));
    sqlite3_reset(statement_);
    throw SqliteError(text);
}
void SqliteStatement::reset() {
    sqlite3_reset(statement_);  // repeats the error of the last step, which step() has thrown
}

std::int64_t SqliteStatement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
double SqliteStatement::real(int column) const {
    return sqlite3_column_double(statement_, column);
}
std::string_view SqliteStatement::text(int column) const {
    const unsigned char* text = sqlite3_column_text(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return text == nullptr ? std::string_view() : base::as_text({text, static_cast<std::size_t>(size)});
}
std::string_view SqliteStatement::blob(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? std::string_view()
                            : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

void SqliteStatement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, index, value));
}
void SqliteStatement::bind(int index, double value) {
    check(sqlite3_bind_double(statement_, index, value));
}
void SqliteStatement::bind(int index, std::string_view value) {
    check(sqlite3_bind_text(statement_, index, value.empty() ? "" : value.data(), static_cast<int>(value.size()),
                            SQLITE_STATIC));
}
void SqliteStatement::check(int code) const {
    if (code != SQLITE_OK) throw SqliteError(sqlite3_errmsg(sqlite3_db_handle(statement_)));
}

void Sqlite::Close::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

Sqlite::Sqlite(const std::filesystem::path& path, Mode mode) {
    const bool write = mode == Mode::write;
    sqlite3* opened = nullptr;
    const int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    const std::string name = write ? std::filesystem::absolute(path).string() : uri_of(path);
    const int code = sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(opened);
    if (code != SQLITE_OK) throw SqliteError(opened != nullptr ? sqlite3_errmsg(opened) : "no memory");
}

void Sqlite::run(const std::string& sql) {
    if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw SqliteError(sqlite3_errmsg(connection_.get()));
}
std::int64_t Sqlite::number(std::string_view sql) {
    SqliteStatement statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}
std::int64_t Sqlite::last_id() const {
    return sqlite3_last_insert_rowid(connection_.get());
}
std::int64_t Sqlite::changes() const {
    return sqlite3_changes64(connection_.get());
}

}  // namespace vigie::store

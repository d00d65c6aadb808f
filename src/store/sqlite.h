// SPDX-License-Identifier: Apache-2.0
// SQLite for the vulnerability base: connection and prepared statement, each closed by itself. The base is one SQLite
// file by design and a million rows are written in an import, hence no layer in between. Throws SqliteError: for
// .cpp files of this folder only, which turn it into an Error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace vigie::store {

class SqliteError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class SqliteStatement {
public:
    SqliteStatement(sqlite3* connection, std::string_view sql);
    ~SqliteStatement();
    SqliteStatement(SqliteStatement&&) noexcept;
    SqliteStatement& operator=(SqliteStatement&&) = delete;
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    // Binds all and runs to the end. Text must live until run() is back, for query() until the last row.
    template <class... Values>
    void run(const Values&... values) {
        query(values...);
        while (step()) continue;
        reset();
    }
    // Binds all; then step() for each row.
    template <class... Values>
    void query(const Values&... values) {
        reset();
        int index = 0;
        (bind(++index, values), ...);
    }
    bool step();  // false: no further row
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string_view text(int column) const;  // until the next step()
    [[nodiscard]] std::string_view blob(int column) const;

private:
    void bind(int index, std::int64_t value);
    void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value ? 1 : 0)); }
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    void check(int code) const;

    sqlite3_stmt* statement_ = nullptr;
};

class Sqlite {
public:
    enum class Mode { write, read_unchanging };  // read_unchanging: nobody writes in this file, it needs no lock
    Sqlite(const std::filesystem::path& path, Mode mode);

    void run(const std::string& sql);
    std::int64_t number(std::string_view sql);  // first column of the first row
    [[nodiscard]] std::int64_t last_id() const;
    [[nodiscard]] std::int64_t changes() const;  // rows that the last statement touched
    SqliteStatement prepare(std::string_view sql) { return {connection_.get(), sql}; }

private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace vigie::store

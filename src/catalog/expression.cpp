// SPDX-License-Identifier: Apache-2.0
#include "catalog/expression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "base/text.h"
#include "catalog/pattern.h"

namespace vigie::catalog {
namespace {

constexpr std::size_t kTextLimit = 2000;
constexpr int kNestingLimit = 40;

enum class Kind {
    literal,
    unknown,
    fact,
    exists,
    count,
    negation,
    conjunction,
    disjunction,
    compare,
    among,
    contains,
    matches
};
enum class Operator { equal, unequal, less, at_most, more, at_least };

constexpr std::array<std::pair<std::string_view, Operator>, 6> kOperators{{{"==", Operator::equal},
                                                                           {"!=", Operator::unequal},
                                                                           {"<=", Operator::at_most},
                                                                           {">=", Operator::at_least},
                                                                           {"<", Operator::less},
                                                                           {">", Operator::more}}};

Truth of(Pattern::Found found) {
    if (found == Pattern::Found::gave_up) return Truth::unknown;
    return found == Pattern::Found::yes ? Truth::yes : Truth::no;
}

Truth of(bool value) {
    return value ? Truth::yes : Truth::no;
}

}  // namespace

struct ExpressionNode {
    Kind kind = Kind::literal;
    FactType type = FactType::flag;
    model::FactValue value;  // of a literal
    std::string name;        // of a fact
    Operator op = Operator::equal;
    std::optional<Pattern> pattern;
    std::vector<std::shared_ptr<const ExpressionNode>> parts;
};

namespace {

using Node = std::shared_ptr<const ExpressionNode>;

// A value when the node has one; a fact of another type than the vocabulary says counts as absent.
std::optional<model::FactValue> value_of(const ExpressionNode& node, const model::Facts& facts) {
    if (node.kind == Kind::literal) return node.value;
    const model::FactValue* fact = facts.find(node.name);
    if (fact == nullptr) return std::nullopt;
    if (node.kind == Kind::count) {
        if (type_of(*fact) != FactType::list) return std::nullopt;
        return static_cast<std::int64_t>(std::get<std::vector<std::string>>(*fact).size());
    }
    if (type_of(*fact) != node.type) return std::nullopt;
    return *fact;
}

Truth evaluate_node(const ExpressionNode& node, const model::Facts& facts);

Truth compare(const ExpressionNode& node, const model::Facts& facts) {
    if (node.parts[0]->type == FactType::flag) {
        const Truth left = evaluate_node(*node.parts[0], facts);
        const Truth right = evaluate_node(*node.parts[1], facts);
        if (left == Truth::unknown || right == Truth::unknown) return Truth::unknown;
        return of((left == right) == (node.op == Operator::equal));
    }
    const auto left = value_of(*node.parts[0], facts);
    const auto right = value_of(*node.parts[1], facts);
    if (!left || !right) return Truth::unknown;
    switch (node.op) {
        case Operator::equal: return of(*left == *right);
        case Operator::unequal: return of(*left != *right);
        case Operator::less: return of(std::get<std::int64_t>(*left) < std::get<std::int64_t>(*right));
        case Operator::at_most: return of(std::get<std::int64_t>(*left) <= std::get<std::int64_t>(*right));
        case Operator::more: return of(std::get<std::int64_t>(*left) > std::get<std::int64_t>(*right));
        case Operator::at_least: return of(std::get<std::int64_t>(*left) >= std::get<std::int64_t>(*right));
    }
    return Truth::unknown;
}

Truth contains(const ExpressionNode& node, const model::Facts& facts) {
    const auto container = value_of(*node.parts[0], facts);
    const auto item = value_of(*node.parts[1], facts);
    if (!container || !item) return Truth::unknown;
    const auto& text = std::get<std::string>(*item);
    if (const auto* list = std::get_if<std::vector<std::string>>(&*container))
        return of(std::find(list->begin(), list->end(), text) != list->end());
    return of(base::contains_ignoring_case(std::get<std::string>(*container), text));
}

Truth among(const ExpressionNode& node, const model::Facts& facts) {
    const auto value = value_of(*node.parts[0], facts);
    if (!value) return Truth::unknown;
    for (std::size_t i = 1; i < node.parts.size(); ++i)
        if (node.parts[i]->value == *value) return Truth::yes;
    return Truth::no;
}

Truth evaluate_node(const ExpressionNode& node, const model::Facts& facts) {
    switch (node.kind) {
        case Kind::unknown: return Truth::unknown;
        case Kind::literal:
        case Kind::count:
        case Kind::fact: {
            const auto value = value_of(node, facts);
            if (!value || !std::holds_alternative<bool>(*value)) return Truth::unknown;
            return of(std::get<bool>(*value));
        }
        case Kind::exists: return of(facts.has(node.name));
        case Kind::negation: {
            const Truth part = evaluate_node(*node.parts[0], facts);
            return part == Truth::unknown ? part : of(part == Truth::no);
        }
        case Kind::conjunction:
            return truth_and(evaluate_node(*node.parts[0], facts), evaluate_node(*node.parts[1], facts));
        case Kind::disjunction:
            return std::max(evaluate_node(*node.parts[0], facts), evaluate_node(*node.parts[1], facts));
        case Kind::compare: return compare(node, facts);
        case Kind::among: return among(node, facts);
        case Kind::contains: return contains(node, facts);
        case Kind::matches: {
            const auto subject = value_of(*node.parts[0], facts);
            if (!subject) return Truth::unknown;
            if (const auto* text = std::get_if<std::string>(&*subject)) return of(node.pattern->find(*text));
            Truth found = Truth::no;
            for (const std::string& item : std::get<std::vector<std::string>>(*subject))
                found = std::max(found, of(node.pattern->find(item)));
            return found;
        }
    }
    return Truth::unknown;
}

// Recursive descent: or, and, not, comparison, operand. The first error wins; after it every step returns null.
class Parser {
public:
    Parser(std::string_view text, const Vocabulary& vocabulary) : text_(text), vocabulary_(vocabulary) {}

    Node whole() {
        if (text_.size() > kTextLimit) return refuse("longer than " + std::to_string(kTextLimit) + " characters");
        Node node = disjunction(0);
        skip_space();
        if (node != nullptr && position_ < text_.size()) return refuse("'and', 'or' or the end was expected");
        return truth(node);
    }
    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] const std::set<std::string>& names() const { return names_; }
    [[nodiscard]] const std::set<std::string>& guarded() const { return guarded_; }

private:
    Node refuse(const std::string& what) {
        if (error_.empty()) error_ = "column " + std::to_string(position_ + 1) + ": " + what;
        return nullptr;
    }
    void skip_space() {
        while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) ++position_;
    }
    static bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; }

    bool symbol(std::string_view expected) {
        skip_space();
        if (text_.substr(position_, expected.size()) != expected) return false;
        position_ += expected.size();
        return true;
    }
    std::string_view peek_word() {
        skip_space();
        std::size_t end = position_;
        while (end < text_.size() && is_name(text_[end])) ++end;
        return text_.substr(position_, end - position_);
    }
    bool word(std::string_view expected) {
        if (peek_word() != expected) return false;
        position_ += expected.size();
        return true;
    }

    static std::shared_ptr<ExpressionNode> make(Kind kind, FactType type, std::vector<Node> parts = {}) {
        auto node = std::make_shared<ExpressionNode>();
        node->kind = kind;
        node->type = type;
        node->parts = std::move(parts);
        return node;
    }
    Node truth(Node node) {
        if (node == nullptr) return nullptr;
        return node->type == FactType::flag ? node : refuse("a condition was expected, not a value");
    }

    Node disjunction(int depth) {
        Node left = conjunction(depth);
        while (left != nullptr && word("or")) {
            Node right = truth(conjunction(depth));
            left = truth(left) == nullptr || right == nullptr ? nullptr
                                                              : make(Kind::disjunction, FactType::flag, {left, right});
        }
        return left;
    }
    Node conjunction(int depth) {
        Node left = negation(depth);
        while (left != nullptr && word("and")) {
            Node right = truth(negation(depth));
            left = truth(left) == nullptr || right == nullptr ? nullptr
                                                              : make(Kind::conjunction, FactType::flag, {left, right});
        }
        return left;
    }
    Node negation(int depth) {
        if (depth > kNestingLimit) return refuse("too deep");
        if (!word("not")) return comparison(depth);
        Node part = truth(negation(depth + 1));
        return part == nullptr ? nullptr : make(Kind::negation, FactType::flag, {part});
    }

    Node comparison(int depth) {
        Node left = operand(depth);
        if (left == nullptr) return nullptr;
        if (word("in")) return among_literals(left);
        if (word("contains")) return contained(left);
        if (word("matches")) return pattern(left);
        for (const auto& [sign, op] : kOperators)
            if (symbol(sign)) return compared(left, op, depth);
        return left;
    }
    Node compared(const Node& left, Operator op, int depth) {
        Node right = operand(depth);
        if (right == nullptr) return nullptr;
        if (left->type != right->type) return refuse("the two sides are of different types");
        if (left->type == FactType::list) return refuse("a list has contains and count(), not comparisons");
        if (left->type != FactType::number && op != Operator::equal && op != Operator::unequal)
            return refuse("only numbers have an order");
        if (!known_word(left, right) || !known_word(right, left)) return nullptr;
        auto node = make(Kind::compare, FactType::flag, {left, right});
        node->op = op;
        return node;
    }
    Node among_literals(const Node& left) {
        if (left->type != FactType::text && left->type != FactType::number) return refuse("in needs a text or number");
        if (!symbol("[")) return refuse("[ was expected after in");
        std::vector<Node> parts{left};
        do {
            Node item = literal();
            if (item == nullptr) return refuse("a literal was expected");
            if (item->type != left->type) return refuse("a literal of another type");
            if (!known_word(left, item)) return nullptr;
            parts.push_back(item);
        } while (symbol(","));
        if (!symbol("]")) return refuse("] was expected");
        return make(Kind::among, FactType::flag, std::move(parts));
    }
    Node contained(const Node& left) {
        if (left->type != FactType::list && left->type != FactType::text)
            return refuse("contains needs a list or text");
        Node item = literal();
        if (item == nullptr || item->type != FactType::text) return refuse("a text was expected after contains");
        if (left->type == FactType::list && !known_word(left, item)) return nullptr;
        return make(Kind::contains, FactType::flag, {left, item});
    }
    Node pattern(const Node& left) {
        if (left->type != FactType::text && left->type != FactType::list) return refuse("matches needs a list or text");
        Node item = literal();
        if (item == nullptr || item->type != FactType::text) return refuse("a pattern was expected after matches");
        auto node = make(Kind::matches, FactType::flag, {left});
        auto compiled = Pattern::compile(std::get<std::string>(item->value));
        if (!compiled) return refuse("the pattern does not compile");
        node->pattern = std::move(*compiled);
        return node;
    }

    // A word compared with a fact whose words are a closed list must be one of them.
    bool known_word(const Node& fact, const Node& item) {
        if (fact->kind != Kind::fact || item->kind != Kind::literal) return true;
        const FactDefinition* definition = vocabulary_.find(fact->name);
        if (definition == nullptr || definition->values.empty()) return true;
        const auto* text = std::get_if<std::string>(&item->value);
        if (text == nullptr) return true;
        const auto& values = definition->values;
        if (std::find(values.begin(), values.end(), *text) != values.end()) return true;
        refuse("'" + *text + "' is not one of the words of " + fact->name);
        return false;
    }

    Node operand(int depth) {
        if (depth > kNestingLimit) return refuse("too deep");
        if (symbol("(")) {
            Node inside = disjunction(depth + 1);
            if (inside == nullptr) return nullptr;
            return symbol(")") ? inside : refuse(") was expected");
        }
        if (Node value = literal(); value != nullptr || !error_.empty()) return value;
        if (word("exists")) return call(Kind::exists);
        if (word("count")) return call(Kind::count);
        const std::string_view name = peek_word();
        if (name.empty()) return refuse("a fact, a literal or ( was expected");
        return fact(Kind::fact);
    }
    Node call(Kind kind) {
        if (!symbol("(")) return refuse("( was expected");
        Node node = fact(kind);
        if (node == nullptr) return nullptr;
        return symbol(")") ? node : refuse(") was expected");
    }
    Node fact(Kind kind) {
        const std::string name(peek_word());
        const FactDefinition* definition = vocabulary_.find(name);
        if (definition == nullptr) return refuse("unknown fact '" + name + "'");
        if (kind == Kind::count && definition->type != FactType::list) return refuse(name + " is not a list");
        position_ += name.size();
        FactType type = definition->type;
        if (kind == Kind::exists) type = FactType::flag;
        if (kind == Kind::count) type = FactType::number;
        (kind == Kind::exists ? guarded_ : names_).insert(name);
        auto node = make(kind, type);
        node->name = name;
        return node;
    }

    Node literal() {
        skip_space();
        if (position_ >= text_.size()) return nullptr;
        const char first = text_[position_];
        if (first == '"' || first == '\'') return quoted(first);
        if (first == '-' || (first >= '0' && first <= '9')) return number();
        if (word("true")) return constant(true);
        if (word("false")) return constant(false);
        if (word("unknown")) return make(Kind::unknown, FactType::flag);
        return nullptr;
    }
    static Node constant(bool value) {
        auto node = make(Kind::literal, FactType::flag);
        node->value = value;
        return node;
    }
    Node quoted(char quote) {
        const auto end = text_.find(quote, position_ + 1);
        if (end == std::string_view::npos) return refuse("the text does not end");
        auto node = make(Kind::literal, FactType::text);
        node->value = std::string(text_.substr(position_ + 1, end - position_ - 1));
        position_ = end + 1;
        return node;
    }
    Node number() {
        const std::size_t start = position_;
        std::size_t end = start + 1;
        while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
        const std::string digits(text_.substr(start, end - start));
        std::int64_t value = 0;
        const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || stop != digits.data() + digits.size()) return refuse("not a number");
        position_ = end;
        auto node = make(Kind::literal, FactType::number);
        node->value = value;
        return node;
    }

    std::string_view text_;
    const Vocabulary& vocabulary_;
    std::size_t position_ = 0;
    std::string error_;
    std::set<std::string> names_;
    std::set<std::string> guarded_;
};

}  // namespace

std::string_view name_of(Truth truth) {
    switch (truth) {
        case Truth::no: return "silent";
        case Truth::unknown: return "unknown";
        case Truth::yes: return "fires";
    }
    return "unknown";
}

Truth truth_and(Truth a, Truth b) {
    return std::min(a, b);
}

base::Result<Expression> Expression::parse(std::string_view text, const Vocabulary& vocabulary) {
    Parser parser(text, vocabulary);
    Node root = parser.whole();
    if (root == nullptr) return base::fail(base::Errc::input, parser.error());
    Expression expression;
    expression.text_ = text;
    expression.names_.assign(parser.names().begin(), parser.names().end());
    expression.guarded_.assign(parser.guarded().begin(), parser.guarded().end());
    expression.root_ = std::move(root);
    return expression;
}

Truth Expression::evaluate(const model::Facts& facts) const {
    return root_ == nullptr ? Truth::unknown : evaluate_node(*root_, facts);
}

std::vector<std::string> Expression::missing(const model::Facts& facts) const {
    std::vector<std::string> out;
    for (const std::string& name : names_)
        if (!facts.has(name)) out.push_back(name);
    return out;
}

}  // namespace vigie::catalog

// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/two_threads.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace vigie::exchange {
namespace {

using Order = std::function<base::Result<void>(model::VulnerabilityWriter&)>;
using Batch = std::vector<Order>;

constexpr std::size_t kBatch = 256;
constexpr std::size_t kWaiting = 8;  // batches between the two

class Queue {
public:
    // False: the other side has given up.
    bool push(Batch batch) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return batches_.size() < kWaiting || stopped_; });
        if (stopped_) return false;
        batches_.push_back(std::move(batch));
        changed_.notify_all();
        return true;
    }
    // False: nothing more will come.
    bool pop(Batch& out) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !batches_.empty() || ended_; });
        if (batches_.empty()) return false;
        out = std::move(batches_.front());
        batches_.pop_front();
        changed_.notify_all();
        return true;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> batches_;
    bool ended_ = false;
    bool stopped_ = false;
};

// What the parser takes for the writer.
class Sender final : public model::VulnerabilityWriter {
public:
    explicit Sender(Queue& queue) : queue_(queue) {}

    base::Result<void> clear_known_exploited() override {
        return send([](auto& writer) { return writer.clear_known_exploited(); });
    }
    base::Result<void> clear_distro(const std::string& source) override {
        return send([source](auto& writer) { return writer.clear_distro(source); });
    }
    base::Result<void> clear_releases() override {
        return send([](auto& writer) { return writer.clear_releases(); });
    }
    base::Result<void> clear_exploit_probabilities() override {
        return send([](auto& writer) { return writer.clear_exploit_probabilities(); });
    }
    base::Result<void> clear_banner_patterns() override {
        return send([](auto& writer) { return writer.clear_banner_patterns(); });
    }
    base::Result<void> put(const std::string& origin, const model::Cve& cve) override {
        return send([origin, cve](auto& writer) { return writer.put(origin, cve); });
    }
    base::Result<void> put(const std::string& source, const std::string& cve,
                           const std::vector<model::DistroStatus>& statuses, bool keeps_others) override {
        return send([=](auto& writer) { return writer.put(source, cve, statuses, keeps_others); });
    }
    base::Result<void> put(const model::KnownExploited& record) override { return send_record(record); }
    base::Result<void> put(const model::DistroVersion& record) override { return send_record(record); }
    base::Result<void> put(const model::ReleaseLife& record) override { return send_record(record); }
    base::Result<void> put(const model::ExploitProbability& record) override { return send_record(record); }
    base::Result<void> put(const model::Bulletin& record) override { return send_record(record); }
    base::Result<void> put(const model::BannerPattern& record) override { return send_record(record); }
    base::Result<void> put_release_alias(const std::string& cpe, const std::string& product) override {
        return send([cpe, product](auto& writer) { return writer.put_release_alias(cpe, product); });
    }

    // The rest is no business of a parser.
    base::Result<void> begin() override { return not_here(); }
    base::Result<std::int64_t> count(const std::string&) override { return not_here(); }
    base::Result<void> remember(const std::string&, const std::string&) override { return not_here(); }
    base::Result<std::string> recall(const std::string&) override { return not_here(); }
    base::Result<void> forget_feeds(const std::string&) override { return not_here(); }
    base::Result<void> finish(const model::FeedState&) override { return not_here(); }
    base::Result<void> publish() override { return not_here(); }
    void abandon() noexcept override {}

    base::Result<void> flush() {
        if (batch_.empty()) return {};
        Batch full;
        full.reserve(kBatch);
        std::swap(full, batch_);
        if (queue_.push(std::move(full))) return {};
        return base::fail(base::Errc::cancelled, "the writer has stopped");
    }

private:
    static tl::unexpected<base::Error> not_here() {
        return base::fail(base::Errc::internal, "a parser reached for the base itself");
    }
    template <class Record>
    base::Result<void> send_record(const Record& record) {
        return send([record](auto& writer) { return writer.put(record); });
    }
    base::Result<void> send(Order order) {
        batch_.push_back(std::move(order));
        return batch_.size() < kBatch ? base::Result<void>() : flush();
    }

    Queue& queue_;
    Batch batch_;
};

}  // namespace

base::Result<void> parse_beside_writing(const Parse& parse, model::VulnerabilityWriter& writer) {
    Queue queue;
    base::Result<void> parsed;
    std::thread parser([&] {
        try {
            Sender sender(queue);
            parsed = parse(sender);
            if (parsed) parsed = sender.flush();
        } catch (const std::exception& error) {
            parsed = base::fail(base::Errc::internal, std::string("reading the feed: ") + error.what());
        }
        queue.end();
    });
    base::Result<void> written;
    Batch batch;
    while (written && queue.pop(batch))
        for (const Order& order : batch) {
            written = order(writer);
            if (!written) break;
        }
    queue.stop();
    parser.join();
    return written ? parsed : written;
}

}  // namespace vigie::exchange

/*
 * dunlin/dunlin.hpp - dunlin/dunlin.h for C++17: owners that close what they own, and exceptions.
 *
 *   dunlin::options options;
 *   options.url = "sqlite:app.db";
 *   options.folders = { "migrations" };
 *   options.create = true;
 *   dunlin::start(options);
 *
 * What a member means is said in dunlin/dunlin.h, under the same name.  A call that fails throws
 * dunlin::error.  As there, an engine is used by one thread at a time, and only cancel() may be
 * called from another.
 */
#ifndef DUNLIN_DUNLIN_HPP
#define DUNLIN_DUNLIN_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "dunlin.h"

namespace dunlin
{

/* A struct of the C interface, with its size set. */
template <class T> T sized() noexcept
{
	T out{};
	out.size = sizeof(T);
	return out;
}

/* Why a call failed; texts are empty and numbers 0 where there is nothing to say. */
class error : public std::runtime_error
{
      public:
	struct details {
		dunlin_status status = DUNLIN_EUSAGE;
		std::string message, sqlstate, detail, hint, context, state, file, source;
		std::int64_t line = 0, column = 0;
		dunlin_result result = sized<dunlin_result>(); /* of a run that failed */
	};

	explicit error(details all)
	    : std::runtime_error(in_words(all)),
	      details_(std::make_shared<const details>(std::move(all)))
	{
	}
	dunlin_status status() const noexcept
	{
		return details_->status;
	}
	/* Shared by the copies of this exception. */
	const details *operator->() const noexcept
	{
		return details_.get();
	}

      private:
	static std::string in_words(const details &all)
	{
		std::string text = all.file;
		if (!text.empty() && all.line > 0)
			text += ':' + std::to_string(all.line);
		if (!text.empty() && all.column > 0)
			text += ':' + std::to_string(all.column);
		text += (text.empty() ? "" : ": ") + all.message;
		if (!all.sqlstate.empty())
			text += " (" + all.sqlstate + ")";
		for (const std::string *more : { &all.detail, &all.context, &all.state, &all.hint })
			if (!more->empty())
				text += "\n  " + *more;
		return text;
	}
	std::shared_ptr<const details> details_;
};

using event_function = std::function<void(const dunlin_event &)>;

/* A project and its target.  A time or text that is left as it is has the default. */
struct options {
	std::string url;
	std::vector<std::string> folders;
	bool create = false;
	bool skip_missing = false;
	std::string project, env, driver, schema, history_schema, prefix, os_user, host, tools;
	std::vector<std::string> dialects, session;
	std::vector<std::string> places; /* absolute */
	std::vector<const dunlin_bundle *> bundles;
	std::int64_t connect_timeout_ms = 0, lock_timeout_ms = 0, statement_timeout_ms = 0;
	std::int64_t lock_wait_ms = 0, silence_ms = 0;
	void *native = nullptr;
	std::string scheme;
	/* Called in the thread of the call; what it throws cancels that call, which throws it. */
	event_function on_event;
};

/* What an event says, as a line for a log. */
inline std::string event_line(const dunlin_event &event)
{
	std::string line(dunlin_event_line(nullptr, 0, &event) + 1, '\0');
	line.resize(std::min(dunlin_event_line(&line[0], line.size(), &event), line.size() - 1));
	return line;
}

namespace detail
{

/* A dunlin_error, and what the status that a call returned means. */
class fault
{
      public:
	operator dunlin_error *() const noexcept
	{
		return err_.get();
	}
	[[noreturn]] void raise(dunlin_status status, const dunlin_result *result) const
	{
		error::details all;
		const dunlin_error *err = err_.get();
		if (err == nullptr)
			throw std::bad_alloc();
		all.status = status;
		all.message = text(dunlin_error_message(err));
		if (all.message.empty())
			all.message = text(dunlin_status_text(status));
		all.sqlstate = text(dunlin_error_sqlstate(err));
		all.detail = text(dunlin_error_detail(err));
		all.hint = text(dunlin_error_hint(err));
		all.context = text(dunlin_error_context(err));
		all.state = text(dunlin_error_state(err));
		all.file = text(dunlin_error_file(err));
		all.source = text(dunlin_error_source(err));
		all.line = dunlin_error_line(err);
		all.column = dunlin_error_column(err);
		if (result != nullptr)
			all.result = *result;
		throw error(std::move(all));
	}

      private:
	static std::string text(const char *lent)
	{
		return lent == nullptr ? std::string() : std::string(lent);
	}
	struct free_error {
		void operator()(dunlin_error *err) const noexcept
		{
			dunlin_error_free(err);
		}
	};
	std::unique_ptr<dunlin_error, free_error> err_{ dunlin_error_new() };
};

/* Options in the form of C with all they point to; stays where it is, since C has its address. */
class call
{
      public:
	explicit call(options from) : from_(std::move(from)), c_(sized<dunlin_options>())
	{
		c_.flags = (from_.create ? DUNLIN_OPTION_CREATE : 0u) |
			   (from_.skip_missing ? DUNLIN_OPTION_SKIP_MISSING : 0u);
		list(c_.folders, c_.n_folders, folders_, from_.folders);
		list(c_.dialects, c_.n_dialects, dialects_, from_.dialects);
		list(c_.session, c_.n_session, session_, from_.session);
		for (const std::string &path : from_.places) {
			dunlin_place place = sized<dunlin_place>();
			place.path = path.c_str();
			place.label = "places";
			places_.push_back(place);
		}
		for (const dunlin_place &place : places_)
			pointers_.push_back(&place);
		c_.places = pointers_.data();
		c_.n_places = pointers_.size();
		c_.bundles = from_.bundles.data();
		c_.n_bundles = from_.bundles.size();
		c_.url = text(from_.url);
		c_.project = text(from_.project);
		c_.env = text(from_.env);
		c_.driver = text(from_.driver);
		c_.schema = text(from_.schema);
		c_.history_schema = text(from_.history_schema);
		c_.prefix = text(from_.prefix);
		c_.os_user = text(from_.os_user);
		c_.host = text(from_.host);
		c_.tools = text(from_.tools);
		c_.scheme = text(from_.scheme);
		c_.native = from_.native;
		c_.connect_timeout_ms = from_.connect_timeout_ms;
		c_.lock_timeout_ms = from_.lock_timeout_ms;
		c_.statement_timeout_ms = from_.statement_timeout_ms;
		c_.lock_wait_ms = from_.lock_wait_ms;
		c_.silence_ms = from_.silence_ms;
		if (from_.on_event) {
			c_.on_event = hear;
			c_.payload = this;
		}
	}
	call(const call &) = delete;
	call &operator=(const call &) = delete;
	const dunlin_options *get() const noexcept
	{
		return &c_;
	}
	void check(const fault &err, dunlin_status status, const dunlin_result *result = nullptr)
	{
		if (raised_ != nullptr)
			std::rethrow_exception(std::exchange(raised_, nullptr));
		if (status != DUNLIN_OK)
			err.raise(status, result);
	}
	dunlin_engine *engine = nullptr; /* to cancel when the callback throws */

      private:
	/* No exception may pass through C: it is kept, and ends the run. */
	static void hear(void *payload, const dunlin_event *event) noexcept
	{
		call *self = static_cast<call *>(payload);
		if (self->raised_ != nullptr)
			return;
		try {
			self->from_.on_event(*event);
		} catch (...) {
			self->raised_ = std::current_exception();
			if (self->engine != nullptr)
				dunlin_cancel(self->engine);
		}
	}
	static const char *text(const std::string &value) noexcept
	{
		return value.empty() ? nullptr : value.c_str();
	}
	static void list(const char *const *&to, std::size_t &n, std::vector<const char *> &keep,
			 const std::vector<std::string> &from)
	{
		for (const std::string &one : from)
			keep.push_back(one.c_str());
		to = keep.data();
		n = keep.size();
	}
	options from_;
	std::vector<const char *> folders_, dialects_, session_;
	std::vector<dunlin_place> places_;
	std::vector<const dunlin_place *> pointers_;
	dunlin_options c_;
	std::exception_ptr raised_;
};

} // namespace detail

/* Migrations and how they stand; entries are lent until the report is gone. */
class report
{
      public:
	explicit report(dunlin_report *takes) noexcept : report_(takes)
	{
	}
	std::size_t size() const noexcept
	{
		return dunlin_report_count(report_.get());
	}
	dunlin_entry operator[](std::size_t i) const noexcept
	{
		dunlin_entry out = sized<dunlin_entry>();
		dunlin_report_at(report_.get(), i, &out);
		return out;
	}
	std::string head() const
	{
		return dunlin_report_head(report_.get());
	}

      private:
	struct free_report {
		void operator()(dunlin_report *report) const noexcept
		{
			dunlin_report_free(report);
		}
	};
	std::unique_ptr<dunlin_report, free_report> report_;
};

/* For a program that starts: dunlin_start().  What on_event throws is thrown when the call is over. */
inline dunlin_result start(options from, struct dunlin_start how = sized<struct dunlin_start>())
{
	detail::call call(std::move(from));
	detail::fault err;
	dunlin_result result = sized<dunlin_result>();
	call.check(err, ::dunlin_start(call.get(), &how, &result, err), &result);
	return result;
}

/* Opening checks the options and connects to nothing.  Can be moved; one that was moved from or
 * closed is good for nothing else: its calls throw. */
class engine
{
      public:
	explicit engine(options from) : call_(std::make_unique<detail::call>(std::move(from)))
	{
		detail::fault err;
		call_->check(err, dunlin_engine_open(&call_->engine, call_->get(), err));
	}
	engine(engine &&other) noexcept = default;
	engine &operator=(engine &&other) noexcept
	{
		if (this != &other) {
			close();
			call_ = std::move(other.call_);
		}
		return *this;
	}
	~engine()
	{
		close();
	}
	/* Closing twice is fine. */
	void close() noexcept
	{
		if (call_ != nullptr)
			dunlin_engine_close(call_->engine);
		call_.reset();
	}
	/* Of the C interface, for what this header leaves out; lent until close. */
	dunlin_engine *get() const
	{
		if (call_ == nullptr) {
			error::details all;
			all.message = "the engine is closed";
			throw error(std::move(all));
		}
		return call_->engine;
	}
	/* From any thread, as long as the engine is neither moved nor closed meanwhile. */
	void cancel() const
	{
		dunlin_cancel(get());
	}
	dunlin_result migrate(const dunlin_wish &wish = sized<dunlin_wish>())
	{
		dunlin_engine *engine = get();
		detail::fault err;
		dunlin_result result = sized<dunlin_result>();
		call_->check(err, dunlin_migrate(engine, &wish, &result, err), &result);
		return result;
	}
	dunlin_result verify()
	{
		dunlin_engine *engine = get();
		detail::fault err;
		dunlin_result result = sized<dunlin_result>();
		call_->check(err, dunlin_verify(engine, &result, err), &result);
		return result;
	}
	report list()
	{
		return look(dunlin_list);
	}
	report status()
	{
		return look(dunlin_status_of);
	}
	void ping()
	{
		dunlin_engine *engine = get();
		detail::fault err;
		call_->check(err, dunlin_ping(engine, err));
	}
	void wait(std::int64_t timeout_ms = 0)
	{
		dunlin_engine *engine = get();
		detail::fault err;
		call_->check(err, dunlin_wait(engine, timeout_ms, err));
	}

      private:
	template <class Function> report look(Function function)
	{
		dunlin_engine *engine = get();
		detail::fault err;
		dunlin_report *out = nullptr;
		const dunlin_status status = function(&out, engine, err);
		report owner(out);
		call_->check(err, status);
		return owner;
	}
	std::unique_ptr<detail::call> call_;
};

} // namespace dunlin
#endif

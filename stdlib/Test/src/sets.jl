# Sets of tests: what collects results, the stack of those that are open, the summary.

abstract type AbstractTestSet end
function record end
function finish end

# Outside of any set: the first failure ends it all.
struct FallbackTestSet <: AbstractTestSet end
const fallback_testset = FallbackTestSet()
struct FallbackTestSetException <: Exception
    msg::String
end
Base.showerror(io::IO, ex::FallbackTestSetException, bt; backtrace = true) = print(io, ex.msg)
Base.showerror(io::IO, ex::FallbackTestSetException) = print(io, ex.msg)
record(::FallbackTestSet, t::Union{Pass, Broken}) = t
function record(::FallbackTestSet, t::Union{Fail, Error})
    println(t)
    throw(FallbackTestSetException("There was an error during testing"))
end
finish(ts::FallbackTestSet) = ts

# A set around a `let`: results go to the set outside, failures with the variables' values.
struct ContextTestSet{T <: AbstractTestSet} <: AbstractTestSet
    parent_ts::T
    context_name::Union{Symbol, Expr}
    context::Any
end
ContextTestSet(name::Union{Symbol, Expr}, @nospecialize(context)) = ContextTestSet(get_testset(), name, context)
record(c::ContextTestSet, t) = record(c.parent_ts, t)
function record(c::ContextTestSet, t::Fail)
    context = string(c.context_name, " = ", c.context)
    context = t.context === nothing ? context : string(t.context, "\n              ", context)
    return record(c.parent_ts, Fail(t.test_type, t.orig_expr, t.data, t.value, context, t.source, t.message_only))
end
finish(ts::ContextTestSet) = ts

mutable struct DefaultTestSet <: AbstractTestSet
    const description::String
    const verbose::Bool
    const showtiming::Bool
    const failfast::Bool
    results::Vector{Any}
    n_passed::Int
    anynonpass::Bool
    const time_start::Float64
    time_end::Union{Float64, Nothing}
    const file::Union{String, Nothing}
end
function DefaultTestSet(desc::AbstractString; verbose::Bool = false, showtiming::Bool = true,
                        failfast::Union{Nothing, Bool} = nothing, source = nothing)
    fast = failfast !== nothing ? failfast : (p = get_testset(); p isa DefaultTestSet && p.failfast)
    return DefaultTestSet(String(desc), verbose, showtiming, fast, Any[], 0, false, time(), nothing,
                          source === nothing ? nothing : string(source.file))
end
struct FailFastError <: Exception end

record(ts::DefaultTestSet, t::Broken) = (push!(ts.results, t); t)
record(ts::DefaultTestSet, t::Pass) = (ts.n_passed += 1; t)
record(ts::DefaultTestSet, t::AbstractTestSet) = push!(ts.results, t)
const TESTSET_PRINT_ENABLE = Ref(true)
function record(ts::DefaultTestSet, t::Union{Fail, Error}; print_result::Bool = TESTSET_PRINT_ENABLE[])
    if print_result
        print(ts.description, ": ")
        # an exception outside of a test is reported by the set it leaves
        print(t)
        if !(t isa Error) && !(t.test_type === :test_throws_wrong)
            Base.show_backtrace(stdout, _user_frames(backtrace()))
        end
        println()
    end
    push!(ts.results, t)
    ts.failfast && throw(FailFastError())
    return t
end

# Without the frames of this module that recorded the failure, and without what ran the program.
function _user_frames(bt)
    bt = Base._without_driver(Base.ExceptionStack(Any[(exception = nothing, backtrace = bt)]))[1].backtrace
    first_user = something(findlast(frame -> frame[1] === :do_test, bt), 0) + 1
    return bt[first_user:end]
end

struct TestSetException <: Exception
    pass::Int
    fail::Int
    error::Int
    broken::Int
    errors_and_fails::Vector{Union{Fail, Error}}
end
Base.show(io::IO, ex::TestSetException) =
    print(io, "Some tests did not pass: ", ex.pass, " passed, ", ex.fail, " failed, ", ex.error, " errored, ", ex.broken, " broken.")
Base.showerror(io::IO, ex::TestSetException, bt; backtrace = true) = printstyled(io, string(ex); color = Base.error_color())
Base.showerror(io::IO, ex::TestSetException) = show(io, ex)

function finish(ts::DefaultTestSet; print_results::Bool = TESTSET_PRINT_ENABLE[])
    ts.time_end = time()
    if get_testset_depth() != 0
        record(get_testset(), ts)
        return ts
    end
    c = get_test_counts(ts)
    passed = c.passes + c.cumulative_passes
    failed = c.fails + c.cumulative_fails
    errored = c.errors + c.cumulative_errors
    broken = c.broken + c.cumulative_broken
    print_results && print_test_results(ts)
    failed + errored > 0 && throw(TestSetException(passed, failed, errored, broken, filter_errors(ts)))
    return ts
end
function filter_errors(ts::DefaultTestSet)
    found = Union{Fail, Error}[]
    for t in ts.results
        t isa DefaultTestSet ? append!(found, filter_errors(t)) : t isa Union{Fail, Error} && push!(found, t)
    end
    return found
end

# ---- counts and the summary ------------------------------------------------------------------------------------------------

struct TestCounts
    customized::Bool
    passes::Int
    fails::Int
    errors::Int
    broken::Int
    cumulative_passes::Int
    cumulative_fails::Int
    cumulative_errors::Int
    cumulative_broken::Int
    duration::String
end
get_test_counts(ts::AbstractTestSet) = TestCounts(false, 0, 0, 0, 0, 0, 0, 0, 0, format_duration(ts))
function get_test_counts(ts::DefaultTestSet)
    passes, fails, errors, broken = ts.n_passed, 0, 0, 0
    below = (0, 0, 0, 0)
    for t in ts.results
        t isa Fail && (fails += 1)
        t isa Error && (errors += 1)
        t isa Broken && (broken += 1)
        if t isa AbstractTestSet
            c = get_test_counts(t)
            below = below .+ (c.passes + c.cumulative_passes, c.fails + c.cumulative_fails, c.errors + c.cumulative_errors,
                              c.broken + c.cumulative_broken)
        end
    end
    ts.anynonpass = fails + errors + below[2] + below[3] > 0
    return TestCounts(true, passes, fails, errors, broken, below..., format_duration(ts))
end
format_duration(::AbstractTestSet) = "?s"
function format_duration(ts::DefaultTestSet)
    ts.time_end === nothing && return "?s"
    seconds = ts.time_end - ts.time_start
    seconds < 60 && return string(round(seconds; digits = 1), "s")
    m = floor(Int, seconds / 60)
    s = seconds - 60m
    return string(m, "m", lpad(string(round(s; digits = 1)), 4, "0"), "s")
end
function get_alignment(ts::DefaultTestSet, depth::Int)
    width = 2depth + length(ts.description)
    # sets inside are shown only if something in here failed, or on demand
    (ts.verbose || ts.anynonpass) || return width
    return maximum((get_alignment(t, depth + 1) for t in ts.results if t isa DefaultTestSet); init = width)
end
get_alignment(ts, depth::Int) = 0

const _columns = (("Pass", :green), ("Fail", :red), ("Error", :red), ("Broken", :yellow), ("Total", :cyan))
function _count_row(ts)
    c = get_test_counts(ts)
    row = (c.passes + c.cumulative_passes, c.fails + c.cumulative_fails, c.errors + c.cumulative_errors, c.broken + c.cumulative_broken)
    return (row..., sum(row)), c.duration
end
function print_test_results(ts::AbstractTestSet, depth_pad = 0)
    counts, duration = _count_row(ts)
    widths = map((n, c) -> n > 0 || c[1] == "Total" ? max(length(c[1]), ndigits(n)) : 0, counts, _columns)
    time_width = max(4, length(duration))
    align = max(get_alignment(ts, 0), length("Test Summary:"))
    showtiming = ts isa DefaultTestSet ? ts.showtiming : false
    printstyled(rpad("Test Summary:", align + depth_pad, " "), " |", " "; bold = true)
    for (w, (name, color)) in zip(widths, _columns)
        w > 0 && printstyled(lpad(name, w, " "), "  "; bold = true, color)
    end
    showtiming && printstyled(lpad("Time", time_width, " "); bold = true)
    println()
    _print_counts(ts, 0, align + depth_pad, widths, time_width, showtiming)
end
function _print_counts(ts, depth::Int, align::Int, widths, time_width::Int, showtiming::Bool)
    counts, duration = _count_row(ts)
    print(rpad(string("  "^depth, ts.description), align, " "), " | ")
    for (n, w, (name, color)) in zip(counts, widths, _columns)
        if name == "Total" && n == 0
            printstyled(lpad("None", w, " "), "  "; color)
        elseif n > 0
            printstyled(lpad(string(n), w, " "), "  "; color)
        elseif w > 0
            print(lpad(" ", w), "  ")
        end
    end
    showtiming && print(lpad(duration, time_width))
    println()
    if ts isa DefaultTestSet && (counts[1] + counts[4] != counts[5] || ts.verbose)
        for t in ts.results
            t isa DefaultTestSet && _print_counts(t, depth + 1, align, widths, time_width, showtiming)
        end
    end
    return nothing
end

# ---- the stack of open sets -------------------------------------------------------------------------------------------------

const _key = :__BASETESTNEXT__
_open_sets() = get!(() -> AbstractTestSet[], task_local_storage(), _key)::Vector{AbstractTestSet}
function get_testset()
    sets = _open_sets()
    return isempty(sets) ? fallback_testset : sets[end]
end
push_testset(ts::AbstractTestSet) = (push!(_open_sets(), ts); nothing)
function pop_testset()
    sets = _open_sets()
    return isempty(sets) ? fallback_testset : pop!(sets)
end
get_testset_depth() = length(_open_sets())

# How one test went.

abstract type Result end

# The condition held, or the expected exception came.
struct Pass <: Result
    test_type::Symbol
    orig_expr
    data
    value
    source::Union{Nothing, LineNumberNode}
    message_only::Bool
end
Pass(test_type::Symbol, orig_expr, data, thrown, source = nothing) = Pass(test_type, orig_expr, data, thrown, source, false)
function Base.show(io::IO, t::Pass)
    printstyled(io, "Test Passed"; bold = true, color = :green)
    if t.test_type === :test_throws
        if t.message_only
            print(io, "\n     Message: ", t.value)
        else
            print(io, "\n      Thrown: ", typeof(t.value))
        end
    end
    return nothing
end

# The condition did not hold, or another exception or none came.
struct Fail <: Result
    test_type::Symbol
    orig_expr::String
    data::Union{Nothing, String}
    value::String
    context::Union{Nothing, String}
    source::LineNumberNode
    message_only::Bool
    backtrace::Union{Nothing, String}
    function Fail(test_type::Symbol, orig_expr, data, value, context, source::LineNumberNode, message_only::Bool, backtrace = nothing)
        return new(test_type, string(orig_expr), data === nothing ? nothing : string(data),
                   string(data isa Type ? typeof(value) : value), context, source, message_only, backtrace)
    end
end
Fail(test_type::Symbol, orig_expr, data, value, source::LineNumberNode, message_only::Bool) =
    Fail(test_type, orig_expr, data, value, nothing, source, message_only)
_place(source::LineNumberNode) = string(source.file === nothing ? :none : source.file, ":", source.line)
function Base.show(io::IO, t::Fail)
    printstyled(io, "Test Failed"; bold = true, color = Base.error_color())
    print(io, " at ")
    printstyled(io, _place(t.source), "\n"; bold = true, color = :default)
    print(io, "  Expression: ", t.orig_expr)
    if t.test_type === :test_throws_wrong
        if t.message_only
            print(io, "\n    Expected: ", t.data, "\n     Message: ", t.value)
        else
            print(io, "\n    Expected: ", t.data, "\n      Thrown: ", t.value)
            t.backtrace === nothing || print(io, "\n", join(("      " * line for line in split(t.backtrace, "\n")), "\n"))
        end
    elseif t.test_type === :test_throws_nothing
        print(io, "\n    Expected: ", t.data, "\n  No exception thrown")
    elseif t.test_type === :test
        t.data === nothing || print(io, "\n   Evaluated: ", t.data)
        t.context === nothing || print(io, "\n     Context: ", t.context)
    end
    println(io)
    return nothing
end

# The test itself failed: an exception, a value that is no truth value, or a broken test that passed.
struct Error <: Result
    test_type::Symbol
    orig_expr::String
    value::String
    backtrace::String
    source::LineNumberNode
    function Error(test_type::Symbol, orig_expr, value, excs, source::LineNumberNode)
        return new(test_type, string(orig_expr), _limited(value), something(_stack_text(excs), ""), source)
    end
end
_stack_text(excs::Base.ExceptionStack) =
    Base.invokelatest(sprint, Base.show_exception_stack, Base._without_driver(excs); context = stdout)
_stack_text(::Nothing) = nothing
_limited(value) = sprint(show, value; context = :limit => true)
function Base.show(io::IO, t::Error)
    if t.test_type === :test_interrupted
        printstyled(io, "Interrupted"; color = Base.error_color())
        return nothing
    end
    printstyled(io, "Error During Test"; bold = true, color = Base.error_color())
    print(io, " at ")
    printstyled(io, _place(t.source), "\n"; bold = true, color = :default)
    if t.test_type === :test_nonbool
        println(io, "  Expression evaluated to non-Boolean")
        println(io, "  Expression: ", t.orig_expr)
        print(io, "       Value: ", t.value)
    elseif t.test_type === :test_error
        println(io, "  Test threw exception")
        println(io, "  Expression: ", t.orig_expr)
        print(io, "  ", join(split(t.backtrace, '\n'), "\n  "))
    elseif t.test_type === :test_unbroken
        println(io, " Unexpected Pass")
        println(io, " Expression: ", t.orig_expr)
        println(io, " Got correct result, please change to @test if no longer broken.")
    elseif t.test_type === :nontest_error
        println(io, "  Got exception outside of a @test")
        print(io, "  ", join(split(t.backtrace, '\n'), "\n  "))
    end
    return nothing
end

# Known not to work, or skipped.
struct Broken <: Result
    test_type::Symbol
    orig_expr
end
function Base.show(io::IO, t::Broken)
    printstyled(io, "Test Broken\n"; bold = true, color = Base.warn_color())
    if t.test_type === :skipped && t.orig_expr !== nothing
        print(io, "  Skipped: ", t.orig_expr)
    elseif t.orig_expr !== nothing
        print(io, "  Expression: ", t.orig_expr)
    end
    return nothing
end

# What running the expression of a test gave.
abstract type ExecutionResult end
struct Returned <: ExecutionResult
    value
    data
    source::LineNumberNode
end
struct Threw <: ExecutionResult
    exception
    current_exceptions
    source::LineNumberNode
end

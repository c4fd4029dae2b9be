# The macros.

# `@test ex k = v`: broken and skip are ours, everything else is a keyword of the call.
function _extract_keywords(ex, kws)
    broken = skip = nothing
    rest = Any[]
    for kw in kws
        Meta.isexpr(kw, :(=)) || error("invalid test macro call: @test $ex $(join(kws, ' '))")
        kw.args[1] === :broken ? (broken = kw.args[2]) : kw.args[1] === :skip ? (skip = kw.args[2]) : push!(rest, kw)
    end
    broken !== nothing && skip !== nothing && error("invalid test macro call: cannot set both skip and broken keyword arguments")
    if !isempty(rest)
        call = Meta.isexpr(ex, :call) && ex.args[1] === :! && Meta.isexpr(ex.args[2], :call) ? ex.args[2] : ex
        Meta.isexpr(call, :call) || error("invalid test macro call: @test $ex does not accept keyword arguments")
        added = copy(call)
        for kw in rest
            push!(added.args, Expr(:kw, kw.args...))
        end
        ex = call === ex ? added : Expr(:call, :!, added)
    end
    return ex, broken, skip
end

macro test(ex, kws...)
    ex, broken, skip = _extract_keywords(ex, kws)
    result = _run_code(ex, __source__)
    text = QuoteNode(ex)
    if broken !== nothing
        return quote
            $(esc(broken)) ? do_broken_test($result, $text) : do_test($result, $text)
        end
    elseif skip !== nothing
        return quote
            $(esc(skip)) ? record(get_testset(), Broken(:skipped, $text)) : do_test($result, $text)
        end
    end
    return :(do_test($result, $text))
end
macro test_broken(ex, kws...)
    ex, _, _ = _extract_keywords(ex, kws)
    return :(do_broken_test($(_run_code(ex, __source__)), $(QuoteNode(ex))))
end
macro test_skip(ex, kws...)
    ex, _, _ = _extract_keywords(ex, kws)
    return :(record(get_testset(), Broken(:skipped, $(QuoteNode(ex)))))
end
macro test_throws(extype, ex)
    source = __source__
    result = quote
        try
            Returned($(esc(ex)), nothing, $(QuoteNode(source)))
        catch exception
            ($(esc(extype)) != InterruptException && exception isa InterruptException) && rethrow()
            Threw(exception, Base.current_exceptions(), $(QuoteNode(source)))
        end
    end
    return :(do_test_throws($result, $(QuoteNode(ex)), $(esc(extype))))
end

# What f writes to the error stream.
function _captured_stderr(f)
    old = stderr
    buffer = IOBuffer()
    Base.eval(:(global stderr = $buffer))
    try
        value = f()
        return value, String(take!(buffer))
    finally
        Base.eval(:(global stderr = $old))
    end
end
macro test_warn(msg, expr)
    return quote
        let value_text = _captured_stderr(() -> $(esc(expr)))
            @test contains_warn(value_text[2], $(esc(msg)))
            value_text[1]
        end
    end
end
macro test_nowarn(expr)
    return quote
        let value_text = _captured_stderr(() -> $(esc(expr)))
            stderr_content = value_text[2]
            print(stderr, stderr_content)
            @test isempty(stderr_content)
            value_text[1]
        end
    end
end

# ---- sets ---------------------------------------------------------------------------------------------------------------

function _parse_testset_args(args)
    desc = testsettype = nothing
    options = Any[]
    for arg in args
        if arg isa Symbol || Meta.isexpr(arg, :.)
            testsettype = esc(arg)
        elseif arg isa AbstractString || Meta.isexpr(arg, :string)
            desc = esc(arg)
        elseif Meta.isexpr(arg, :(=))
            push!(options, Expr(:kw, arg.args[1], esc(arg.args[2])))
        else
            error("Unexpected argument $arg to @testset")
        end
    end
    return desc, testsettype, options
end
_default_type(p::FallbackTestSet) = DefaultTestSet
_default_type(p::AbstractTestSet) = typeof(p)
_default_type(p::ContextTestSet) = _default_type(p.parent_ts)
_make_set(T, desc, options, source) = T === DefaultTestSet ? T(desc; options..., source) : T(desc; options...)

function _check_testset(@nospecialize(T), text)
    T isa Type && T <: AbstractTestSet && return nothing
    error(T isa Type ? "Expected `$text` to be an AbstractTestSet, it is a $T" : "Expected `$text` to be an AbstractTestSet, it is a $(typeof(T))")
end

# A set is opened: it collects from now on, and the random stream starts again from the last seed. Gives what `_close` wants.
function _open(ts)
    push_testset(ts)
    rng = default_rng()
    before = copy(rng)
    Random._restart_from_seed!(rng)
    return before
end
# An exception that came out of the body, outside of a test. To be called from its handler.
function _escaped(ts, err, source)
    err isa InterruptException && rethrow()
    if err isa FailFastError
        get_testset_depth() > 1 && rethrow()
        printstyled("\nFail-fast enabled:"; color = Base.error_color(), bold = true)
        printstyled(" Fail or Error occurred\n\n"; color = Base.error_color())
    else
        record(ts, Error(:nontest_error, Expr(:tuple), err, Base.current_exceptions(), source))
    end
    return nothing
end
function _close(ts, before)
    copy!(default_rng(), before)
    pop_testset()
    return finish(ts)
end
# The body stands where it was written and not in a function: at top level it may define types and assign to globals.
function _in_set(set, body, source, leave)
    return quote
        local ts = $set
        local before = _open(ts)
        try
            let
                $(esc(body))
            end
        catch err
            _escaped(ts, err, $source)
        finally
            $(leave(:(_close(ts, before))))
        end
    end
end

macro testset(args...)
    isempty(args) && error("No arguments to @testset")
    tests = args[end]
    tests isa Expr && tests.head in (:for, :block, :call, :let) ||
        error("Expected function call, begin/end block or for loop as argument to @testset")
    desc, T, options = _parse_testset_args(args[1:end - 1])
    source = QuoteNode(__source__)
    set_type = T === nothing ? :(_default_type(get_testset())) : T
    opts = Expr(:tuple, Expr(:parameters, options...))
    checked = quote
        local T = $set_type
        _check_testset(T, $(QuoteNode(T === nothing ? nothing : T.args[1])))
    end
    if tests.head === :let
        return _testset_let(args, tests, __source__)
    elseif tests.head === :for
        return _testset_for(desc, checked, opts, tests, source)
    end
    title = desc !== nothing ? desc : tests.head === :call ? string(tests.args[1]) : "test set"
    return quote
        $checked
        local finished
        $(_in_set(:(_make_set(T, $title, $opts, $source)), tests, source, set -> :(finished = $set)))
        finished
    end
end
function _testset_for(desc, checked, opts, tests, source)
    # every variable of every loop
    specs = Meta.isexpr(tests.args[1], :block) ? tests.args[1].args : Any[tests.args[1]]
    specs = filter(s -> !(s isa LineNumberNode), specs)
    if desc === nothing
        parts = Any[]
        for (i, s) in enumerate(specs)
            push!(parts, string(i > 1 ? ", " : "", s.args[1], " = "), esc(s.args[1]))
        end
        desc = Expr(:string, parts...)
    end
    body = _in_set(:(_make_set(T, $desc, $opts, $source)), tests.args[2], source, set -> :(push!(sets, $set)))
    loops = Expr(:block, (Expr(:(=), esc(s.args[1]), esc(s.args[2])) for s in specs)...)
    return quote
        $checked
        local sets = Any[]
        $(Expr(:for, loops, body))
        sets
    end
end
# Failures in the body tell what the variables of the `let` are; the first variable is told first.
function _testset_let(args, tests, source)
    length(args) > 1 && error("@testset with a `let` argument cannot be customized")
    binding = tests.args[1]
    bindings = Meta.isexpr(binding, :block) ? filter(b -> !(b isa LineNumberNode), binding.args) : Any[binding]
    all(b -> Meta.isexpr(b, :(=)), bindings) || error("Malformed `let` expression is given")
    names = reverse!(Any[b.args[1] for b in bindings])
    enter = Any[:(push_testset(ContextTestSet($(QuoteNode(name)), $(esc(name))))) for name in names]
    leave = Any[:(pop_testset()) for _ in names]
    return Expr(:let, Expr(:block, map(esc, bindings)...), quote
        $(enter...)
        try
            $(esc(tests.args[2]))
        finally
            $(leave...)
        end
    end)
end

# ---- inference ------------------------------------------------------------------------------------------------------------

# T without what is allowed on top of it.
_without(@nospecialize(T), @nospecialize(allowed)) = Union{filter(t -> !(t <: allowed), Any[Base.uniontypes(T)...])...}

macro inferred(ex)
    return _inferred(ex, __module__)
end
macro inferred(allow, ex)
    return _inferred(ex, __module__, allow)
end
function _inferred(ex, mod, allow = :(Union{}))
    if Meta.isexpr(ex, :ref)
        ex = Expr(:call, :getindex, ex.args...)
    end
    Meta.isexpr(ex, :call) || error("@inferred requires a call expression")
    positional = Any[]
    keywords = Any[]
    for a in ex.args[2:end]
        if Meta.isexpr(a, :parameters)
            append!(keywords, a.args)
        elseif Meta.isexpr(a, :kw)
            push!(keywords, a)
        else
            push!(positional, a)
        end
    end
    f = esc(ex.args[1])
    if ex.args[1] isa Symbol && ex.args[1] !== :.. && startswith(String(ex.args[1]), '.')
        f = :_materialize_broadcasted
        pushfirst!(positional, Symbol(String(ex.args[1])[2:end]))
    end
    kws = Expr(:tuple, Expr(:parameters, map(_keyword, keywords)...))
    return :(_check_inferred($f, $(Expr(:tuple, map(esc, positional)...)), $kws, $(esc(allow))))
end
_materialize_broadcasted(f, args...) = Base.Broadcast.materialize(Base.Broadcast.broadcasted(f, args...))
function _check_inferred(@nospecialize(f), args::Tuple, kws::NamedTuple, @nospecialize(allow))
    allow isa Type || throw(ArgumentError("@inferred requires a type as second argument"))
    result = isempty(kws) ? f(args...) : f(args...; kws...)
    types = isempty(kws) ? Base.return_types(f, Tuple{map(Core.Typeof, args)...}) :
        Base.return_types(Core.kwcall, Tuple{typeof(kws), Core.Typeof(f), map(Core.Typeof, args)...})
    length(types) == 1 || error("@inferred: the call has $(length(types)) methods")
    found = result isa Type ? Type{result} : typeof(result)
    inferred = types[1]
    found <: allow || found == _without(inferred, allow) || error("return type $found does not match inferred return type $inferred")
    return result
end

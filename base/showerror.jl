# What exceptions say. `showerror` prints an exception's message; with a backtrace, also where it came from.

showerror(io::IO, ex) = show(io, ex)
function showerror(io::IO, ex, bt; backtrace = true)
    try
        showerror(io, ex)
    finally
        backtrace && show_backtrace(io, bt)
    end
    return nothing
end
showerror(io::IO, ex::CapturedException) = showerror(io, ex.ex, ex.processed_bt, backtrace = true)
function showerror(io::IO, ex::LoadError, bt; backtrace = true)
    !isa(ex.error, LoadError) && print(io, "LoadError: ")
    showerror(io, ex.error, bt, backtrace = backtrace)
    print(io, "\nin expression starting at $(ex.file):$(ex.line)")
    return nothing
end
showerror(io::IO, ex::LoadError) = showerror(io, ex, [])
function showerror(io::IO, ex::InitError, bt; backtrace = true)
    print(io, "InitError: ")
    showerror(io, ex.error, bt, backtrace = backtrace)
    print(io, "\nduring initialization of module ", ex.mod)
    return nothing
end
showerror(io::IO, ex::InitError) = showerror(io, ex, [])

showerror(io::IO, ex::ErrorException) = print(io, ex.msg)
showerror(io::IO, ex::KeyError) = (print(io, "KeyError: key "); show(io, ex.key); print(io, " not found"))
showerror(io::IO, ex::InterruptException) = print(io, "InterruptException:")
showerror(io::IO, ex::ArgumentError) = print(io, "ArgumentError: ", ex.msg)
showerror(io::IO, ex::DimensionMismatch) = print(io, "DimensionMismatch: ", ex.msg)
showerror(io::IO, ex::AssertionError) = print(io, "AssertionError: ", ex.msg)
showerror(io::IO, ex::OverflowError) = print(io, "OverflowError: ", ex.msg)
showerror(io::IO, ex::ConcurrencyViolationError) = print(io, "ConcurrencyViolationError: ", ex.msg)
showerror(io::IO, ex::MissingException) = print(io, "MissingException: ", ex.msg)
showerror(io::IO, ::DivideError) = print(io, "DivideError: integer division error")
showerror(io::IO, ::StackOverflowError) = print(io, "StackOverflowError:")
showerror(io::IO, ::UndefRefError) = print(io, "UndefRefError: access to undefined reference")
showerror(io::IO, ::EOFError) = print(io, "EOFError: read end of file")
showerror(io::IO, ::OutOfMemoryError) = print(io, "OutOfMemoryError()")
showerror(io::IO, ::ReadOnlyMemoryError) = print(io, "ReadOnlyMemoryError()")
showerror(io::IO, ex::UndefKeywordError) = print(io, "UndefKeywordError: keyword argument `", ex.var, "` not assigned")

function showerror(io::IO, ex::BoundsError)
    print(io, "BoundsError")
    if isdefined(ex, :a)
        print(io, ": attempt to access ")
        summary(io, ex.a)
        if isdefined(ex, :i)
            print(io, " at index [")
            if ex.i isa AbstractRange
                print(io, ex.i)
            elseif ex.i isa AbstractString
                show(io, ex.i)
            else
                first_one = true
                for x in ex.i
                    first_one || print(io, ", ")
                    first_one = false
                    show_index(io, x)
                end
            end
            print(io, ']')
        end
    end
    experimental_show_error_hints(io, ex)
    return nothing
end
show_index(io::IO, x::Any) = show(io, x)
show_index(io::IO, x::OneTo) = print(io, "1:", last(x))
show_index(io::IO, x::Colon) = print(io, ':')

function showerror(io::IO, ex::CanonicalIndexError)
    print(io, "CanonicalIndexError: ", ex.func, " not defined for ", ex.type)
    return nothing
end

function showerror(io::IO, ex::DomainError)
    if isa(ex.val, AbstractArray)
        compact = get(io, :compact, true)::Bool
        limit = get(io, :limit, true)::Bool
        print(IOContext(io, :compact => compact, :limit => limit), "DomainError with ", ex.val)
    else
        print(io, "DomainError with ", ex.val)
    end
    print(io, ":")
    if isdefined(ex, :msg)
        print(io, "\n", ex.msg)
    end
    experimental_show_error_hints(io, ex)
    return nothing
end

function showerror(io::IO, ex::InexactError)
    print(io, "InexactError: ", ex.func, '(')
    T = first(ex.args)
    nameof(T) === ex.func || print(io, T, ", ")
    join(io, map(repr, ex.args[2:end]), ", ")
    print(io, ")")
    experimental_show_error_hints(io, ex)
    return nothing
end

function showerror(io::IO, ex::TypeError)
    print(io, "TypeError: ")
    if ex.expected === Bool
        print(io, "non-boolean (", typeof(ex.got), ") used in boolean context")
        return nothing
    end
    if ex.func === :var"dict key"
        print(io, repr(ex.got), " is not a valid key for type ", ex.expected)
        return nothing
    end
    if isvarargtype(ex.got)
        targs = (ex.got,)
    elseif isa(ex.got, Type)
        targs = ("Type{", ex.got, "}")
    else
        targs = ("a value of type $(typeof(ex.got))",)
    end
    if ex.context == ""
        ctx = "in $(ex.func)"
    elseif ex.func === :var"keyword argument"
        ctx = "in keyword argument $(ex.context)"
    else
        ctx = "in $(ex.func), in $(ex.context)"
    end
    print(io, ctx, ", expected ", ex.expected, ", got ", targs...)
    experimental_show_error_hints(io, ex)
    return nothing
end

function showerror(io::IO, ex::UndefVarError)
    print(io, "UndefVarError: `", ex.var, "` not defined")
    if isdefined(ex, :scope)
        scope = ex.scope
        if scope isa Module
            print(io, " in `", scope, '`')
        elseif scope === :static_parameter
            print(io, " in static parameter matching")
        else
            print(io, " in ", scope, " scope")
        end
    end
    experimental_show_error_hints(io, ex)
    return nothing
end

function showerror(io::IO, ex::SystemError)
    if ex.extrainfo === nothing
        print(io, "SystemError: ", ex.prefix, ": ", Libc.strerror(ex.errnum))
    else
        print(io, "SystemError: ", ex.prefix, " (", ex.extrainfo, "): ", Libc.strerror(ex.errnum))
    end
    return nothing
end

# ---- hints ----------------------------------------------------------------------------------------------------------

# Handlers by exception type, in order of registration.
const _error_hint_handlers = IdDict{Any, Array{Any, 1}}()
function register_error_hint(@nospecialize(handler), @nospecialize(exct::Type))
    list = get!(() -> Any[], _error_hint_handlers, exct)
    push!(list, handler)
    return nothing
end
function experimental_show_error_hints(io::IO, ex, args...)
    handlers = get(_error_hint_handlers, typeof(ex), nothing)
    handlers === nothing && return nothing
    for h in handlers
        try
            invokelatest(h, io, ex, args...)
        catch err
            tn = typeof(h).name
            print(io, "\nError in hint handler ", tn.name, " for exception of type ", typeof(ex), ": ")
            showerror(io, err)
        end
    end
    return nothing
end

module Experimental
import ..Base: isexpr, register_error_hint, experimental_show_error_hints
const show_error_hints = experimental_show_error_hints
macro optlevel(n)
    return Expr(:meta, :optlevel, esc(n))
end
# An opaque closure; with `Tuple{…}->R` in front its types, where `_` leaves one open.
macro opaque(ex)
    return esc(Expr(:opaque_closure, ex))
end
macro opaque(type, ex)
    body = type isa Expr && type.head === :-> ? filter(x -> !(x isa LineNumberNode), type.args[2].args) : Any[]
    length(body) == 1 || error("Opaque closure type must be specified in the form Tuple{T,U...}->RT")
    given(t) = t === :_ ? nothing : t
    return esc(Expr(:opaque_closure, given(type.args[1]), given(body[1]), given(body[1]), ex))
end
macro max_methods(n)
    return Expr(:meta, :max_methods, n)
end
# For one function, in front of its first definition `function f end`.
macro max_methods(n::Int, fdef::Expr)
    1 <= n <= 255 || error("We must have that `1 <= max_methods <= 255`, but `max_methods = $n`.")
    (isexpr(fdef, :function) && length(fdef.args) == 1) ||
        error("Second argument must be a function forward declaration")
    return quote
        f = $(esc(fdef))
        ccall(:jl_set_max_methods, Cvoid, (Any, Cint), typeof(f), $n)
        f
    end
end
# Options of the module it stands in: optimize, compile (no, yes, all, min) and infer.
macro compiler_options(args...)
    options = Expr(:toplevel)
    for ex in args
        if !(ex isa Expr && ex.head === :(=) && length(ex.args) == 2 && ex.args[1] isa Symbol)
            error("invalid use of @compiler_options: $ex")
        end
        name, value = ex.args
        if name === :optimize
            push!(options.args, Expr(:meta, :optlevel, value::Int))
        elseif name === :compile
            code = value === :no || value === :off || value === false ? 0 : value === :yes || value === :on || value === true ? 1 :
                   value === :all ? 2 : value === :min ? 3 : error("invalid argument to \"compile\" option")
            push!(options.args, Expr(:meta, :compile, code))
        elseif name === :infer
            code = value === false || value === :no || value === :off ? 0 :
                   value === true || value === :yes || value === :on ? 1 : error("invalid argument to \"infer\" option")
            push!(options.args, Expr(:meta, :infer, code))
        elseif name === :max_methods
            push!(options.args, Expr(:meta, :max_methods, value::Int))
        else
            error("unknown option \"$name\"")
        end
    end
    push!(options.args, nothing)
    return options
end
end

# ---- method errors --------------------------------------------------------------------------------------------------

# The function's name as it is called: with its module where it is not the obvious one.
function show_function_name(io::IO, @nospecialize(f))
    print(io, nameof_callable(f))
end
nameof_callable(@nospecialize(f)) = f isa Function ? string(f) : f isa Type ? string(f) : string("(::", typeof(f), ")")

function show_convert_error(io::IO, ex::MethodError, arg_types_param)
    T = striptype(ex.args[1])
    if T === nothing
        print(io, "First argument to `convert` must be a Type, got ", ex.args[1])
        return nothing
    end
    p2 = arg_types_param[2]
    print(io, "Cannot `convert` an object of type ", p2, " to an object of type ", T)
    return nothing
end
striptype(::Type{T}) where {T} = T
striptype(::Any) = nothing

_arg_types(@nospecialize(args)) = args isa Tuple ? Any[Core.Typeof(a) for a in args] : Any[unwrap_unionall(args).parameters...]

function showerror(io::IO, ex::MethodError)
    f = ex.f
    is_kwcall = f === Core.kwcall && !isa(ex.args, DataType) && length(ex.args) >= 2
    kwargs = ()
    args = ex.args
    if is_kwcall
        f = ex.args[2]
        kwargs = pairs(ex.args[1])
        args = ex.args[3:end]
        ex = MethodError(f, args, ex.world)
    end
    params = _arg_types(args)
    ft = typeof(f)
    print(io, "MethodError: ")
    if f === convert && length(params) == 2 && !is_kwcall
        show_convert_error(io, ex, params)
    elseif f === typeassert || isa(f, Core.Builtin) && isempty(methods(f))
        print(io, "no method matching ")
        _show_call(io, f, params, kwargs)
    elseif isempty(methods(f)) && isa(f, DataType) && isabstracttype(f)
        print(io, "no constructors have been defined for ", f)
    elseif isempty(methods(f)) && !isa(f, Function) && !isa(f, Type)
        print(io, "objects of type ", ft, " are not callable")
    else
        if ft <: Function && isempty(ft.parameters) && _is_ambiguous_call(ex, f, params)
            showerror_ambiguous(io, f, params)
            return nothing
        end
        print(io, "no method matching ")
        _show_call(io, f, params, kwargs)
    end
    # what the newest world could do and the running one cannot
    if ex.world != typemax(UInt) && _method_defined_later(ex, f, params)
        print(io, "\nThe applicable method may be too new: running in world age $(ex.world), while current world is $(get_world_counter()).")
    elseif f !== nothing
        _show_existence(io, f, is_kwcall)
    end
    experimental_show_error_hints(io, ex, params, kwargs)
    _show_row_hint(io, ex, params)
    show_method_candidates(io, ex, kwargs)
    return nothing
end

function _show_existence(io::IO, @nospecialize(f), is_kwcall::Bool)
    if isempty(methods(f)) && !isa(f, Function) && !isa(f, Type)
        print(io, "\nThe object of type `", typeof(f), "` exists, but no method is defined for this combination of argument types when trying to treat it as a callable object.")
    elseif isa(f, Type)
        isempty(methods(f)) && return nothing
        print(io, "\nThe type `", f, "` exists, but no method is defined for this combination of argument types when trying to construct it.")
    elseif isa(f, Function) && isempty(methods(f))
        print(io, "\nThe function `", nameof(f), "` exists, but no method is defined for this combination of argument types.")
    elseif isa(f, Function)
        print(io, "\nThe function `", nameof(f), "` exists, but no method is defined for this combination of argument types.")
    else
        print(io, "\nThe object of type `", typeof(f), "` exists, but no method is defined for this combination of argument types when trying to treat it as a callable object.")
    end
    return nothing
end

function _show_call(io::IO, @nospecialize(f), params, kwargs)
    show_callee(io, f)
    print(io, "(")
    for (i, t) in enumerate(params)
        i > 1 && print(io, ", ")
        print(io, "::", t)
    end
    if !isempty(kwargs)
        print(io, "; ")
        for (i, (k, v)) in enumerate(kwargs)
            i > 1 && print(io, ", ")
            print(io, k, "::", typeof(v))
        end
    end
    print(io, ")")
    return nothing
end
# `f`, `Mod.f`, `Type{…}` or `(::T)` as in front of the arguments.
function show_callee(io::IO, @nospecialize(f))
    if isa(f, Function)
        ft = typeof(f)
        if startswith(string(ft.name.name), "#") && isdefined(ft, :instance)
            print(io, f)
        elseif isdefined(ft, :instance)
            print(io, f)
        else
            print(io, "(::", ft, ")")
        end
    elseif isa(f, Type)
        # `Vector{T} where T` is called in parentheses, a type by its own name is not
        u = unwrap_unionall(f)
        print(io, u isa DataType && (f === u || f === u.name.wrapper) ? string(f) : "($f)")
    else
        print(io, "(::", typeof(f), ")")
    end
    return nothing
end

function _method_defined_later(ex::MethodError, @nospecialize(f), params)
    tt = Tuple{Core.Typeof(f), params...}
    return _find_method(tt, get_world_counter()) !== nothing && _find_method(tt, ex.world) === nothing
end

function _ambiguous_matches(@nospecialize(f), params)
    tt = Tuple{Core.Typeof(f), params...}
    ms = Method[]
    for m in _methods_by_ftype(tt, nothing, -1, get_world_counter(), true)
        tt <: m.method.sig && push!(ms, m.method)
    end
    return ms
end
_is_ambiguous_call(ex, @nospecialize(f), params) =
    all(t -> isa(t, Type), params) && length(_ambiguous_matches(f, params)) > 1 &&
    _find_method(Tuple{Core.Typeof(f), params...}, get_world_counter()) === nothing

function showerror_ambiguous(io::IO, @nospecialize(f), params)
    print(io, "")
    _show_call(io, f, params, ())
    print(io, " is ambiguous.\n\nCandidates:")
    ms = _ambiguous_matches(f, params)
    sigfix = Any
    for m in ms
        print(io, "\n  ")
        show_method_head(io, m)
        print(io, "\n    @ ", m.module, " ", _method_place(m))
        sigfix = typeintersect(m.sig, sigfix)
    end
    if isa(unwrap_unionall(sigfix), DataType) && sigfix <: Tuple
        u = unwrap_unionall(sigfix)
        if all(m -> m.sig <: sigfix || morespecific(sigfix, m.sig), ms)
            print(io, "\n\nPossible fix, define\n  ")
            show_callee(io, f)
            print(io, "(", join(map(t -> string("::", t), u.parameters[2:end]), ", "), ")")
        else
            print(io, "\n\nTo resolve the ambiguity, try making one of the methods more specific, or adding a new method more specific than any of the existing applicable methods.")
        end
    end
    print(io, "\n")
    return nothing
end
_method_place(m::Method) = string(basename_or_path(string(m.file)), ":", m.line)
basename_or_path(s::String) = s
function show_method_head(io::IO, m::Method)
    s = String(first(split(sprint(show, m), '\n')))
    i = findfirst(" @ ", s)
    print(io, rstrip(i === nothing ? s : s[1:prevind(s, first(i))]))
    return nothing
end

# A row vector where numbers were meant.
function _show_row_hint(io::IO, ex::MethodError, params)
    f = ex.f
    if (f === (-) || f === (+)) && length(params) == 2
        a, b = params
        num(t) = isa(t, Type) && t <: Number
        arr(t) = isa(t, Type) && t <: AbstractArray
        if (num(a) && arr(b)) || (arr(a) && num(b))
            op = f === (+) ? "addition" : "subtraction"
            print(io, "\nFor element-wise $op, use broadcasting with dot syntax: ", arr(a) ? "array .$(nameof(f)) scalar" : "scalar .$(nameof(f)) array")
        end
    end
    return nothing
end

# The methods whose arguments fit best, with those that do not marked.
function show_method_candidates(io::IO, ex::MethodError, kwargs = ())
    get(io, :show_candidates, true)::Bool || return nothing
    f = ex.f
    params = _arg_types(ex.args)
    n = length(params)
    lines = Tuple{Int, Int, String}[]
    order = 0
    for m in methods(f)
        sig = unwrap_unionall(m.sig)
        isa(sig, DataType) || continue
        order += 1
        sp = Any[sig.parameters...]
        popfirst!(sp)
        matched, text = _candidate_text(m, sp, params, kwargs)
        (matched > 0 || n < 2) || continue
        push!(lines, (matched, order, text))
    end
    isempty(lines) && return nothing
    sort!(lines; by = l -> (-l[1], l[2]))
    print(io, "\n\nClosest candidates are:")
    for (i, l) in enumerate(lines)
        if i > 3
            print(io, "\n  ...")
            break
        end
        print(io, "\n  ", l[3])
    end
    print(io, "\n")
    return nothing
end
function _candidate_text(m::Method, sp::Array{Any, 1}, params, kwargs)
    matched = 0
    parts = String[]
    for (i, t) in enumerate(sp)
        va = isvarargtype(t)
        tt = va ? unwrapva(t) : t
        full = rewrap_unionall(tt, m.sig)
        ok = if va
            all(j -> j > length(params) || _fits(params[j], full), i:length(params))
        else
            i <= length(params) && _fits(params[i], full)
        end
        ok && i <= length(params) && (matched += 1)
        push!(parts, string(ok && (va || i <= length(params)) ? "::" : "!Matched::", tt, va ? "..." : ""))
    end
    text = string(sprint(io -> show_candidate_callee(io, m)), "(", join(parts, ", "))
    kws = kwarg_decl(m)
    isempty(kws) || (text = string(text, "; ", join(kws, ", ")))
    text = string(text, ")", _where_text(m.sig))
    unexpected = Any[k for k in keys(kwargs) if !(k in kws) && !any(x -> endswith(String(x), "..."), kws)]
    if !isempty(unexpected)
        text = string(text, " got unsupported keyword argument", length(unexpected) > 1 ? "s" : "", " ",
                      join(map(k -> string('"', k, '"'), unexpected), ", "))
    end
    return matched, string(text, "\n   @ ", m.module, " ", _method_place(m))
end
function show_candidate_callee(io::IO, m::Method)
    ft = unwrap_unionall(m.sig).parameters[1]
    if isa(ft, DataType) && ft <: Function && isdefined(ft, :instance)
        print(io, nameof(ft.instance))
    elseif isType(ft)
        p = ft.parameters[1]
        print(io, isa(p, TypeVar) ? "(::Type{$p})" : string(p))
    else
        print(io, "(::", ft, ")")
    end
    return nothing
end
function _where_text(@nospecialize(sig))
    vars = TypeVar[]
    while isa(sig, UnionAll)
        push!(vars, sig.var)
        sig = sig.body
    end
    isempty(vars) && return ""
    length(vars) == 1 && return string(" where ", _tvar_text(vars[1]))
    return string(" where {", join(map(_tvar_text, vars), ", "), "}")
end
_tvar_text(v::TypeVar) = string(v.lb === Union{} ? "" : string(v.lb, "<:"), v.name, v.ub === Any ? "" : string("<:", v.ub))
_fits(@nospecialize(t), @nospecialize(s)) = isa(t, Type) && (t <: s || (isType(t) && t <: s))

# ---- backtraces -----------------------------------------------------------------------------------------------------

# Trailing frames of the evaluator itself are of no use to the reader.
function process_backtrace(t)
    frames = StackTraces.StackFrame[]
    for f in (t isa Array{StackTraces.StackFrame, 1} ? t : stacktrace(t))
        _sorts_keywords(f) || push!(frames, f)
    end
    out = Any[]
    i = 1
    while i <= length(frames)
        # equal frames in a row count as one, repeated
        n = 1
        while i + n <= length(frames) && frames[i + n] == frames[i]
            n += 1
        end
        push!(out, (frames[i], n))
        i += n
    end
    return out
end
# A method that only puts keywords in order: the frame of what it calls says it all.
function _sorts_keywords(f::StackTraces.StackFrame)
    linfo = f.linfo
    linfo isa Core.MethodInstance || return f.inlined && f.func === :kwcall
    def = linfo.def
    return def isa Method && def.sig <: Tuple{typeof(Core.kwcall), NamedTuple, Any, Vararg}
end
demangle_function_name(name::AbstractString) = _demangle(String(name))
function _demangle(name::String)
    startswith(name, '#') || return name
    parts = split(name, '#'; keepempty = false)
    isempty(parts) && return name
    p = String(parts[1])
    # `#f#12` is the body of f with keywords; `#12#13` has no name
    return all(isdigit, p) ? name : p
end
print_within_stacktrace(io, s...; color = :normal, bold = false) =
    get(io, :backtrace, false)::Bool ? printstyled(io, s...; color, bold) : print(io, s...)

function show_backtrace(io::IO, t::Array)
    frames = process_backtrace(t)
    isempty(frames) && return nothing
    print(io, "\nStacktrace:")
    width = ndigits(length(frames))
    for (i, (frame, n)) in enumerate(frames)
        println(io)
        print(io, " ", lpad(string("[", i, "]"), width + 2), " ")
        StackTraces.show_spec_linfo(io, frame)
        n > 1 && print(io, " (repeats $n times)")
        println(io)
        m = parentmodule(frame)
        print(io, " "^(width + 3), "@ ")
        m === nothing || print(io, m, " ")
        file = string(frame.file)
        print(io, isabspath(file) ? contractuser(file) : file, ":", frame.line)
        frame.inlined && print(io, " [inlined]")
    end
    return nothing
end
show_backtrace(io::IO, t) = nothing

# ---- stacks of exceptions -------------------------------------------------------------------------------------------

function show_exception_stack(io::IO, stack)
    # newest first, each with what caused it below
    n = length(stack)
    for i in n:-1:1
        i != n && print(io, "\ncaused by: ")
        exc, bt = stack[i]
        showerror(io, exc, bt === nothing ? [] : bt, backtrace = bt !== nothing)
        i == 1 || println(io)
    end
    return nothing
end
function showerror(io::IO, stack::ExceptionStack)
    show_exception_stack(io, stack)
end
function show(io::IO, ::MIME"text/plain", stack::ExceptionStack)
    n = length(stack)
    print(io, n, "-element ExceptionStack")
    n == 0 && return nothing
    print(io, ":")
    for i in 1:n
        print(io, "\n")
        showerror(io, stack[i].exception, stack[i].backtrace === nothing ? [] : stack[i].backtrace)
    end
    return nothing
end
show(io::IO, stack::ExceptionStack) = show(io, MIME("text/plain"), stack)

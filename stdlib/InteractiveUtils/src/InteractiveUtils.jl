# InteractiveUtils: questions about the program that one asks at the prompt.
module InteractiveUtils

export apropos, edit, less, code_warntype, code_llvm, code_native, methodswith, varinfo, versioninfo, subtypes, supertypes,
    @which, @edit, @less, @functionloc, @code_warntype, @code_typed, @code_lowered, @code_llvm, @code_native, clipboard

function versioninfo(io::IO = stdout; verbose::Bool = false)
    println(io, "Julia Version ", VERSION)
    println(io, "Platform Info:")
    println(io, "  OS: ", Sys.KERNEL, " (", Sys.MACHINE, ")")
    println(io, "  CPU: ", Sys.CPU_THREADS, " × ", Sys.CPU_NAME)
    println(io, "  WORD_SIZE: ", Sys.WORD_SIZE)
    println(io, "Threads: ", Threads.nthreads(), " default, 0 interactive, 0 GC")
    return nothing
end

# ---- types ----------------------------------------------------------------------------------------------------------------

# All types that modules name, each once.
function _all_types(f)
    seen = Base.IdSet{Any}()
    visited = Base.IdSet{Module}()
    function visit(m::Module)
        m in visited && return nothing
        push!(visited, m)
        for name in names(m; all = true, imported = false)
            isdefined(m, name) && !Base.isdeprecated(m, name) || continue
            x = getglobal(m, name)
            if x isa Module
                parentmodule(x) === m && x !== m && visit(x)
            elseif x isa Type && !(x in seen)
                u = Base.unwrap_unionall(x)
                (u isa DataType && u.name.wrapper === x && u.name.module === m) || continue
                push!(seen, x)
                f(x)
            end
        end
    end
    foreach(visit, Base.loaded_modules_array())
    return nothing
end
function subtypes(x::Type)
    isabstracttype(x) || return Type[]
    found = Any[]
    _all_types() do t
        u = Base.unwrap_unionall(t)
        s = supertype(u)
        u === Base.unwrap_unionall(x) && return nothing
        su, xu = s, Base.unwrap_unionall(x)
        (su isa DataType && xu isa DataType && su.name === xu.name) || return nothing
        if x isa UnionAll
            push!(found, t)
        else
            i = typeintersect(t, x)
            i === Union{} || push!(found, i)
        end
    end
    return sort!(found; by = string)
end
subtypes(m::Module, x::Type) = subtypes(x)
supertypes(T::Type) = T === Any ? (T,) : (T, supertypes(supertype(T))...)

# ---- methods ----------------------------------------------------------------------------------------------------------------

function methodswith(@nospecialize(t::Type), @nospecialize(f); supertypes::Bool = false)
    found = Method[]
    for m in methods(f)
        any(Base.unwrap_unionall(m.sig).parameters[2:end]) do p
            q = Base.unwrapva(Base.unwrap_unionall(p))
            q isa TypeVar && (q = q.ub)
            q isa Type && (supertypes ? (t <: q && q !== Any) : q == t)
        end && push!(found, m)
    end
    return found
end
function methodswith(@nospecialize(t::Type), m::Module; supertypes::Bool = false)
    found = Method[]
    for name in names(m)
        isdefined(m, name) || continue
        f = getglobal(m, name)
        f isa Function && append!(found, methodswith(t, f; supertypes))
    end
    return unique(found)
end
methodswith(@nospecialize(t::Type); supertypes::Bool = false) =
    unique(reduce(vcat, [methodswith(t, m; supertypes) for m in Base.loaded_modules_array()]; init = Method[]))

# A call's function and the types of its arguments.
function _with_types(f, ex0, source)
    ex = ex0
    if Meta.isexpr(ex, :macrocall)
        return :($f($(esc(ex.args[1])), Tuple{LineNumberNode, Module, $(fill(Any, length(ex.args) - 2)...)}))
    elseif Meta.isexpr(ex, :ref)
        ex = Expr(:call, :getindex, ex.args...)
    elseif Meta.isexpr(ex, :(=)) && Meta.isexpr(ex.args[1], :ref)
        ex = Expr(:call, :setindex!, ex.args[1].args[1], ex.args[2], ex.args[1].args[2:end]...)
    elseif Meta.isexpr(ex, :.) && length(ex.args) == 2
        ex = Expr(:call, :getproperty, ex.args...)
    elseif Meta.isexpr(ex, :vect)
        ex = Expr(:call, :(Base.vect), ex.args...)
    elseif Meta.isexpr(ex, :hcat)
        ex = Expr(:call, :hcat, ex.args...)
    elseif Meta.isexpr(ex, :vcat)
        ex = Expr(:call, :vcat, ex.args...)
    end
    Meta.isexpr(ex, :call) || error("expression is not a function call, or is too complex for @$f to analyze; break it down to simpler parts if possible")
    args = ex.args[2:end]
    keywords = Any[]
    positional = Any[]
    for a in args
        Meta.isexpr(a, :parameters) ? append!(keywords, a.args) : Meta.isexpr(a, :kw) ? push!(keywords, a) : push!(positional, a)
    end
    types = :(Base.typesof($(map(esc, positional)...)))
    isempty(keywords) && return :($f($(esc(ex.args[1])), $types))
    nt = Expr(:tuple, Expr(:parameters, map(k -> Meta.isexpr(k, :kw) ? Expr(:kw, k.args[1], esc(k.args[2])) : esc(k), keywords)...))
    return :($f(Core.kwcall, Tuple{typeof($nt), Core.Typeof($(esc(ex.args[1]))), $types.parameters...}))
end
macro which(ex0)
    ex0 isa Symbol && return :(Base.binding_module($__module__, $(QuoteNode(ex0))))
    return _with_types(:which, ex0, __source__)
end
macro functionloc(ex0) return _with_types(:functionloc, ex0, __source__) end
macro code_lowered(ex0)
    return :(only_or_all($(_with_types(:code_lowered, ex0, __source__))))
end
macro code_typed(exs...)
    return :(only_or_all($(_with_types(:code_typed, exs[end], __source__))))
end
only_or_all(results) = length(results) == 1 ? results[1] : results
# The optimized code, under what its arguments are.
function code_warntype(io::IO, @nospecialize(f), @nospecialize(types = Base.default_tt(f)); debuginfo::Symbol = :default, kwargs...)
    for m in Base._methods_by_ftype(Base.signature_type(f, types), -1, Base.get_world_counter())
        for (src, result) in Base.code_typed_by_type(m.spec_types; debuginfo)
            print(io, "MethodInstance for ")
            Base.show_tuple_as_call(io, m.method.name, m.spec_types)
            println(io, "\n  from ", m.method)
            println(io, "Arguments")
            given = Base.unwrap_unionall(m.spec_types).parameters
            for (i, name) in enumerate(src.slotnames)
                i > length(given) && break
                println(io, "  ", name, "::", i == 1 && given[1] <: Function && Base.issingletontype(given[1]) ? "Core.Const($f)" : given[i])
            end
            println(io, "Body::", result)
            text = sprint(show, src; context = io)
            println(io, text[nextind(text, length("CodeInfo(")) + 1:prevind(text, lastindex(text))])
        end
    end
    return nothing
end
code_warntype(@nospecialize(f), @nospecialize(types = Base.default_tt(f)); kwargs...) = code_warntype(stdout, f, types; kwargs...)
macro code_warntype(exs...) return _with_types(:code_warntype, exs[end], __source__) end
code_llvm(args...; kwargs...) = error("this system has no LLVM code: it compiles to WebAssembly")
code_native(args...; kwargs...) = error("this system has no native code: it compiles to WebAssembly")
macro code_llvm(exs...) return :(code_llvm()) end
macro code_native(exs...) return :(code_native()) end

# ---- variables ----------------------------------------------------------------------------------------------------------------

varinfo(args...; kwargs...) = error("varinfo is not supported by this system")
apropos(args...) = error("apropos is not supported by this system")
edit(args...) = error("no editor can be started from here")
less(args...) = error("no pager can be started from here")
macro edit(ex) return :(edit()) end
macro less(ex) return :(less()) end
clipboard(args...) = error("there is no clipboard here")

end

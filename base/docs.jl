# Documentation: what a string in front of a definition attaches, and how to get it back.
module Docs

export doc, hasdoc, undocumented_names

import Base: ==, show, isexpr

# ---- what is stored -------------------------------------------------------------------------------------------------

# A name in a module: what documentation hangs on.
struct Binding
    mod::Module
    var::Symbol
    function Binding(m::Module, v::Symbol)
        # the module the name comes from, if it is imported
        owner = Base.binding_module(m, v)
        return new(owner === nothing ? m : owner, v)
    end
end
bindingexpr(m, s) = Expr(:call, GlobalRef(Docs, :Binding), m, s)
defined(b::Binding) = isdefined(b.mod, b.var)
resolve(b::Binding) = getglobal(b.mod, b.var)
function show(io::IO, b::Binding)
    b.mod === Main || print(io, b.mod, '.')
    print(io, b.var)
    return nothing
end
aliasof(b::Binding) = defined(b) ? (a = aliasof(resolve(b), b); defined(a) ? a : b) : b
aliasof(d::DataType, b) = Binding(parentmodule(d), nameof(d))
aliasof(λ::Function, b) = (m = parentmodule(λ); m === nothing ? b : Binding(m, nameof(λ)))
aliasof(m::Module, b) = Binding(m, nameof(m))
aliasof(other, b) = b

# One docstring: the pieces of its text, and where it was written.
mutable struct DocStr
    text::Core.SimpleVector
    object::Any
    data::Dict{Symbol, Any}
end
function docstr(binding::Binding, typesig, text, data::Dict{Symbol, Any})
    parts = text isa Core.SimpleVector ? text : Core.svec(text)
    data[:binding] = binding
    data[:typesig] = typesig
    return DocStr(parts, nothing, data)
end
show(io::IO, d::DocStr) = (for p in d.text; print(io, p); end; nothing)

# All docstrings of a name, by signature, in the order they came.
mutable struct MultiDoc
    order::Vector{Type}
    docs::IdDict{Any, Any}
    MultiDoc() = new(Type[], IdDict{Any, Any}())
end

const META = Symbol("##meta#58")
const modules = Module[]
function meta(m::Module; autoinit::Bool = true)
    if !isdefined(m, META) || Base.binding_module(m, META) !== m
        autoinit || return nothing
        Core.eval(m, Expr(:const, Expr(:(=), META, IdDict{Any, Any}())))
        push!(modules, m)
    end
    return invokelatest(getglobal, m, META)::IdDict{Any, Any}
end

function doc!(mod::Module, b::Binding, str::DocStr, @nospecialize(sig = Union{}))
    m = get!(() -> MultiDoc(), meta(mod), b)::MultiDoc
    if haskey(m.docs, sig)
        Base.replaced_docs_warning(b, sig, mod)
    else
        push!(m.order, sig)
    end
    m.docs[sig] = str
    return b
end

# ---- looking up -----------------------------------------------------------------------------------------------------

function doc(b::Binding, @nospecialize(sig::Type = Union{}))
    for candidate in (b, aliasof(b))
        for mod in modules
            dict = meta(mod; autoinit = false)
            dict === nothing && continue
            haskey(dict, candidate) || continue
            multi = dict[candidate]::MultiDoc
            for msig in multi.order
                sig <: msig && return multi.docs[msig]
            end
            isempty(multi.order) || sig !== Union{} || return multi.docs[multi.order[1]]
            # nothing for this signature: any of the name's
            isempty(multi.order) || return multi.docs[multi.order[1]]
        end
    end
    return nothing
end
doc(object, sig::Type = Union{}) = doc(aliasof(object, typeof(object)), sig)
doc(b::Module) = doc(Binding(b, nameof(b)))
function hasdoc(mod::Module, sym::Symbol)
    b = Binding(mod, sym)
    for candidate in (b, aliasof(b)), m in modules
        dict = meta(m; autoinit = false)
        dict === nothing || !haskey(dict, candidate) || return true
    end
    return false
end
function undocumented_names(mod::Module; private::Bool = false)
    return filter!(names(mod; all = private)) do sym
        !hasdoc(mod, sym) && !startswith(string(sym), '#')
    end
end

# ---- expressions ----------------------------------------------------------------------------------------------------

# The name that a documented expression defines or means.
function namify(@nospecialize(x))
    x isa Symbol && return x
    x isa QuoteNode && return x.value
    x isa GlobalRef && return x
    if x isa Expr
        h = x.head
        if h === :call || h === :where || h === :<: || h === :curly || h === :(=) || h === :function || h === :macro ||
           h === :const || h === :global || h === :abstract || h === :primitive || h === :struct || h === :module
            i = h === :struct ? 2 : h === :module ? 2 : 1
            n = namify(x.args[i])
            return h === :macro && n isa Symbol ? Symbol('@', n) : n
        elseif h === :(::)
            return namify(x.args[length(x.args)])
        elseif h === :macrocall
            return namify(x.args[1])
        elseif h === :.
            return x
        elseif h === :escape || h === :typed
            return namify(x.args[1])
        end
    end
    return nothing
end

# An expression that makes the Binding of a name, possibly qualified.
function bindingref(mod::Module, @nospecialize(name))
    if name isa Symbol
        return bindingexpr(mod, QuoteNode(name))
    elseif name isa GlobalRef
        return bindingexpr(name.mod, QuoteNode(name.name))
    elseif isexpr(name, :.)
        sub = name.args[2]
        return bindingexpr(name.args[1], sub isa QuoteNode ? sub : QuoteNode(sub))
    end
    return nothing
end

# The tuple types a call signature stands for: one for each number of optional arguments given.
function signature(@nospecialize(x))
    vars = Any[]
    while isexpr(x, :where)
        append!(vars, x.args[2:end])
        x = x.args[1]
    end
    isexpr(x, :(::)) && isexpr(x.args[1], :call) && (x = x.args[1])
    if isexpr(x, :(::)) && isexpr(x.args[1], :where)
        return signature(x.args[1])
    end
    isexpr(x, :call) || isexpr(x, :tuple) || return GlobalRef(Base, :Bottom)
    types = Any[]
    choices = Any[]
    for a in x.args[(isexpr(x, :call) ? 2 : 1):end]
        isexpr(a, :parameters) && continue
        if isexpr(a, :kw) || isexpr(a, :(=))
            push!(choices, Expr(:curly, GlobalRef(Core, :Tuple), types...))
            a = a.args[1]
        end
        push!(types, argtype(a))
    end
    push!(choices, Expr(:curly, GlobalRef(Core, :Tuple), types...))
    # type variables that no argument mentions make a difference too, also those of the callee alone
    callee = x.args[1]
    isempty(vars) && isexpr(x, :call) && isexpr(callee, :curly) && append!(vars, callee.args[2:end])
    for v in reverse(vars)
        push!(choices, Expr(:curly, GlobalRef(Core, :Tuple), _variable_name(v)))
    end
    t = Expr(:curly, GlobalRef(Core, :Union), choices...)
    # outermost first, as in `where {A, B}`
    return isempty(vars) ? t : Expr(:where, t, vars...)
end
_variable_name(@nospecialize(v)) = isexpr(v, :comparison) ? v.args[3] : isexpr(v, (:<:, :>:)) ? v.args[1] : v
function argtype(@nospecialize(a))
    isexpr(a, :(::)) && return a.args[length(a.args)]
    isexpr(a, :...) && return Expr(:curly, GlobalRef(Core, :Vararg), argtype(a.args[1]))
    isexpr(a, :meta) && return argtype(a.args[length(a.args)])
    isexpr(a, :macrocall) && return argtype(a.args[length(a.args)])
    return GlobalRef(Core, :Any)
end

function metadata(source, mod::Module, @nospecialize(ex))
    pairs = Any[:(:path => $(string(source.file))), :(:linenumber => $(source.line)), :(:module => $mod)]
    if isexpr(ex, :struct)
        # strings in front of fields document these
        fields = Any[]
        text = nothing
        for f in ex.args[3].args
            if f isa AbstractString || isexpr(f, :string)
                text = f
            elseif f isa Symbol || isexpr(f, :(::)) || isexpr(f, :const)
                if text !== nothing
                    name = isexpr(f, :const) ? namify_field(f.args[1]) : namify_field(f)
                    push!(fields, Expr(:call, GlobalRef(Base, :Pair), QuoteNode(name), text))
                    text = nothing
                end
            elseif isexpr(f, :macrocall) && length(f.args) == 4 && is_doc_macro(f.args[1])
                push!(fields, Expr(:call, GlobalRef(Base, :Pair), QuoteNode(namify_field(f.args[4])), f.args[3]))
            end
        end
        push!(pairs, Expr(:call, GlobalRef(Base, :Pair), QuoteNode(:fields),
                          Expr(:call, Expr(:curly, GlobalRef(Base, :Dict), GlobalRef(Core, :Symbol), GlobalRef(Core, :Any)), fields...)))
    end
    fixed = Any[p isa Expr && isexpr(p, :call) && p.args[1] === :(=>) ?
                Expr(:call, GlobalRef(Base, :Pair), p.args[2], p.args[3]) : p for p in pairs]
    return Expr(:call, Expr(:curly, GlobalRef(Base, :Dict), GlobalRef(Core, :Symbol), GlobalRef(Core, :Any)), fixed...)
end
is_doc_macro(@nospecialize(x)) = x isa GlobalRef && x.name === Symbol("@doc") || x === Symbol("@doc")
namify_field(f::Symbol) = f
namify_field(@nospecialize(f)) = isexpr(f, :(::)) || isexpr(f, :const) || isexpr(f, :atomic) ? namify_field(f.args[1]) : :_

# The text as the pieces of the string literal, evaluated where it stands.
text_expr(@nospecialize(t)) = isexpr(t, :string) ? Expr(:call, GlobalRef(Core, :svec), t.args...) :
                              Expr(:call, GlobalRef(Core, :svec), t)

function store_expr(source, mod::Module, binding, sig, @nospecialize(text), @nospecialize(ex))
    b = gensym("binding")
    s = gensym("sig")
    return Expr(:let, Expr(:block, Expr(:(=), b, binding), Expr(:(=), s, sig)),
        Expr(:block, Expr(:call, GlobalRef(Docs, :doc!), mod, b,
            Expr(:call, GlobalRef(Docs, :docstr), b, s, text_expr(text), metadata(source, mod, ex)), s)))
end

is_definition_of_function(@nospecialize(x)) =
    (isexpr(x, :function) || isexpr(x, :macro) || isexpr(x, :(=))) && length(x.args) >= 1 &&
    Base._is_signature(x.args[1])
is_callable_signature(@nospecialize(x)) = isexpr(x, :call) || isexpr(x, :where)

# The expression that defines `ex` and attaches `text` to what it defines.
function docm(source::LineNumberNode, mod::Module, @nospecialize(text), @nospecialize(ex))
    if is_definition_of_function(ex)
        sig_ex = ex.args[1]
        call = sig_ex
        while isexpr(call, :where) || isexpr(call, :(::)) && !isexpr(call, :call)
            call = call.args[1]
        end
        fname = call.args[1]
        # `(p::T)(…)` documents T
        name = isexpr(fname, :(::)) ? namify(fname.args[length(fname.args)]) : namify(fname)
        isexpr(ex, :macro) && (name = Symbol('@', name))
        sig = isexpr(ex, :macro) ? GlobalRef(Base, :Bottom) : signature(sig_ex)
        return Expr(:block, ex, store_expr(source, mod, bindingref(mod, name), sig, text, ex))
    elseif isexpr(ex, :function) || isexpr(ex, :macro) || isexpr(ex, :struct) || isexpr(ex, :abstract) ||
           isexpr(ex, :primitive) || isexpr(ex, :const) || isexpr(ex, :global) || isexpr(ex, :(=))
        name = namify(ex)
        return Expr(:block, ex, store_expr(source, mod, bindingref(mod, name), GlobalRef(Base, :Bottom), text, ex))
    elseif isexpr(ex, :module)
        name = namify(ex)
        inner = Expr(:call, GlobalRef(Docs, :Binding), name, QuoteNode(name))
        # the text belongs to the module itself, and is stored from inside: a package's module has no name outside
        store = Expr(:call, GlobalRef(Docs, :doc!), name, inner,
            Expr(:call, GlobalRef(Docs, :docstr), inner, GlobalRef(Base, :Bottom), text_expr(text), metadata(source, mod, ex)),
            GlobalRef(Base, :Bottom))
        push!(ex.args[3].args, store)
        return Expr(:toplevel, ex)
    elseif isexpr(ex, :macrocall)
        expanded = macroexpand(mod, ex)
        found = Ref(false)
        marked = _doc_marked(source, mod, text, expanded, found)
        found[] && return marked
        if is_definition_of_function(expanded) || isexpr(expanded, :struct)
            return docm(source, mod, text, expanded)
        end
        # the macro itself
        return store_expr(source, mod, bindingref(mod, ex.args[1]), GlobalRef(Base, :Bottom), text, ex)
    elseif isexpr(ex, :block) || isexpr(ex, :toplevel)
        # each thing defined gets the text
        out = Expr(ex.head)
        for e in ex.args
            push!(out.args, e isa LineNumberNode ? e : docm(source, mod, text, e))
        end
        return out
    elseif is_callable_signature(ex)
        call = isexpr(ex, :where) ? ex.args[1] : ex
        return store_expr(source, mod, bindingref(mod, namify(call.args[1])), signature(ex), text, ex)
    elseif ex isa Symbol || isexpr(ex, :.) || ex isa GlobalRef
        return store_expr(source, mod, bindingref(mod, ex), GlobalRef(Base, :Bottom), text, ex)
    end
    # nothing that has a name: the value remains, the text is dropped
    return ex
end
# Documents the parts of an expansion that the macro marked with `@__doc__`.
function _doc_marked(source, mod, @nospecialize(text), @nospecialize(ex), found)
    ex isa Expr || return ex
    if ex.head === :block && length(ex.args) == 2 && isexpr(ex.args[1], :meta, 1) && ex.args[1].args[1] === :doc
        found[] = true
        return docm(source, mod, text, ex.args[2])
    end
    out = Expr(ex.head)
    for a in ex.args
        push!(out.args, _doc_marked(source, mod, text, a, found))
    end
    return out
end

# `@doc x`: what is known about x.
function lookup(mod::Module, @nospecialize(ex))
    if isexpr(ex, :call) || isexpr(ex, :where)
        call = isexpr(ex, :where) ? ex.args[1] : ex
        return Expr(:call, GlobalRef(Docs, :doc), bindingref(mod, namify(call.args[1])), signature(ex))
    end
    name = namify(ex)
    b = name === nothing ? nothing : bindingref(mod, name)
    b === nothing && return Expr(:call, GlobalRef(Docs, :doc_value), ex)
    return Expr(:call, GlobalRef(Docs, :doc), b)
end
doc_value(@nospecialize(x)) = x isa Module ? doc(x) : x isa Function || x isa DataType ? doc(aliasof(x, Binding(Main, :x))) : nothing

atdoc(source, mod::Module, @nospecialize(ex)) = Expr(:escape, lookup(mod, ex))
atdoc(source, mod::Module, @nospecialize(text), @nospecialize(ex)) =
    Expr(:escape, docm(source isa LineNumberNode ? source : LineNumberNode(0, :none), mod, text, ex))
atdoc(source, mod::Module, @nospecialize(text), @nospecialize(ex), define) = atdoc(source, mod, text, ex)

end

replaced_docs_warning(b, @nospecialize(sig), mod) =
    println(stderr, "┌ Warning: Replacing docs for `", b, " :: ", sig, "` in module `", mod, "`\n└ @ Base.Docs docs/Docs.jl:243")

Core.atdoc!((source, mod, args...) -> Docs.atdoc(source, mod, args...))

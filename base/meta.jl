# Base.Meta: making, testing, parsing and printing expressions.
module Meta

export quot, isexpr, isidentifier, isoperator, isunaryoperator, isbinaryoperator, ispostfixoperator,
    replace_sourceloc!, show_sexpr, @dump, @lower

import Base: isexpr, isidentifier, isoperator, isunaryoperator, isbinaryoperator, ispostfixoperator, show, showerror

# An expression that evaluates to `ex` itself.
quot(@nospecialize(ex)) = Expr(:quote, ex)

# Puts the caller's position into the macro calls of an expression, so that they report it as theirs.
macro replace_sourceloc!(ex)
    return esc(replace_sourceloc!(__source__, ex))
end
replace_sourceloc!(src, @nospecialize(ex)) = ex
function replace_sourceloc!(src, ex::Expr)
    if ex.head === :macrocall
        ex.args[2] = src
    end
    map!(e -> replace_sourceloc!(src, e), ex.args, ex.args)
    return ex
end

# ---- parsing ----------------------------------------------------------------------------------------------------------

struct ParseError <: Exception
    msg::String
    detail::Any
end
ParseError(msg::AbstractString) = ParseError(String(msg), nothing)
showerror(io::IO, err::ParseError) =
    err.detail === nothing || err.detail isa String ? print(io, "ParseError:\n", err.detail isa String ? err.detail : err.msg) :
    print(io, "ParseError: ", err.msg)

# One expression from the 0-based byte offset: it and the offset after it. Mistakes are Expr(:error, ParseError).
function _parse_string(text::AbstractString, filename::AbstractString, lineno::Integer, index::Integer, options::Symbol)
    index < 1 && throw(BoundsError(text, index))
    index > ncodeunits(text) + 1 && throw(BoundsError(text, index))
    s = String(text)
    ex, offset = ccall(:jl_parse_string, Any, (Any, Any, Int, Int, Any), s, String(filename), Int(lineno), Int(index) - 1,
                       options)::Core.SimpleVector
    return ex, Int(offset)::Int + 1
end

# The parser gives mistakes as Expr(:error, message) and unfinished input as Expr(:incomplete, message).
_to_exception(@nospecialize(e)) = e isa Exception ? e : ParseError(string(e), string(e))

function parse(str::AbstractString, pos::Integer; filename = "none", greedy::Bool = true, raise::Bool = true,
               depwarn::Bool = true)
    ex, pos = _parse_string(str, string(filename), 1, pos, greedy ? :statement : :atom)
    if raise && ex isa Expr && ex.head === :error
        throw(_to_exception(ex.args[1]))
    end
    return ex, pos
end
function parse(str::AbstractString; filename = "none", raise::Bool = true, depwarn::Bool = true)
    ex, pos = parse(str, 1; filename, greedy = true, raise, depwarn)
    if ex isa Expr && ex.head === :error
        return ex
    end
    if pos <= ncodeunits(str)
        err = ParseError("extra token after end of expression", "extra token after end of expression")
        raise && throw(err)
        return Expr(:error, err)
    end
    return ex
end
parseatom(text::AbstractString, pos::Integer; filename = "none", lineno = 1) =
    _parse_string(text, string(filename), lineno, pos, :atom)
parseall(text::AbstractString; filename = "none", lineno = 1) =
    _parse_string(text, string(filename), lineno, 1, :all)[1]

# ---- lowering -------------------------------------------------------------------------------------------------------

lower(m::Module, @nospecialize(x)) = ccall(:jl_expand, Any, (Any, Any), x, m)
macro lower(code)
    return Expr(:call, GlobalRef(Meta, :lower), __module__, QuoteNode(code))
end
macro lower(mod, code)
    return Expr(:call, GlobalRef(Meta, :lower), esc(mod), QuoteNode(code))
end

# ---- printing -------------------------------------------------------------------------------------------------------

macro dump(expr)
    return Expr(:call, GlobalRef(Base, :dump), QuoteNode(expr))
end

# Nested tuples of head and arguments: how the parser sees it.
show_sexpr(ex) = show_sexpr(stdout, ex)
show_sexpr(io::IO, ex) = show_sexpr(io, ex, 0)
show_sexpr(io::IO, @nospecialize(ex), indent::Int) = show(io, ex)
function show_sexpr(io::IO, ex::QuoteNode, indent::Int)
    inner = indent + 2
    print(io, "(:quote, #QuoteNode\n", " "^inner)
    show_sexpr(io, ex.value, inner)
    print(io, '\n', " "^indent, ')')
    return nothing
end
function show_sexpr(io::IO, ex::Expr, indent::Int)
    inner = indent + 2
    print(io, '(')
    show_sexpr(io, ex.head, inner)
    for arg in ex.args
        ex.head === :block ? print(io, ",\n", " "^inner) : print(io, ", ")
        show_sexpr(io, arg, inner)
    end
    isempty(ex.args) ? print(io, ',') : ex.head === :block && print(io, '\n', " "^indent)
    print(io, ')')
    return nothing
end


end

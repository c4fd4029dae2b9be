# Base.Meta: making, testing, parsing and printing expressions.
module Meta

export quot, isexpr, isidentifier, isoperator, isunaryoperator, isbinaryoperator, ispostfixoperator,
    replace_sourceloc!, show_sexpr, @dump, @lower

import Base: incomplete_tag, isexpr, isidentifier, isoperator, isunaryoperator, isbinaryoperator, ispostfixoperator, show, showerror
import ..JuliaSyntax

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
    err.detail === nothing ? print(io, "ParseError(", repr(err.msg), ')') :
    err.detail isa String ? print(io, err.detail) : showerror(io, err.detail)

# One expression from the 1-based position `index`, and the position after it. The parser marks mistakes as Expr(:error, …)
# and input that ends too early as Expr(:incomplete, …), and gives its remarks; here they become a ParseError.
function _parse_string(text::AbstractString, filename::AbstractString, lineno::Integer, index::Integer, options::Symbol)
    index < 1 && throw(BoundsError(text, index))
    index > ncodeunits(text) + 1 && throw(BoundsError(text, index))
    s = String(text)
    ex, offset, remarks, tag = ccall(:jl_parse_string, Any, (Any, Any, Int, Int, Any), s, String(filename), Int(lineno),
                                     Int(index) - 1, options)::Core.SimpleVector
    isempty(remarks) || _name_mistake!(options === :all ? last(ex.args) : ex, s, filename, lineno, remarks, tag)
    return ex, Int(offset)::Int + 1
end
function _name_mistake!(ex::Expr, text::String, filename, lineno, remarks, tag::Symbol)
    diagnostics = JuliaSyntax.Diagnostic[JuliaSyntax.Diagnostic(r...) for r in remarks]
    detail = JuliaSyntax.ParseError(JuliaSyntax.SourceFile(text; filename = String(filename), first_line = Int(lineno)), diagnostics, tag)
    ex.args[1] = ParseError(ex.args[1]::String, detail)
    return nothing
end
incomplete_tag(err::ParseError) = incomplete_tag(err.detail)

function parse(str::AbstractString, pos::Integer; filename = "none", greedy::Bool = true, raise::Bool = true,
               depwarn::Bool = true)
    ex, pos = _parse_string(str, string(filename), 1, pos, greedy ? :statement : :atom)
    if raise && ex isa Expr && ex.head === :error
        throw(ex.args[1])
    end
    return ex, pos
end
function parse(str::AbstractString; filename = "none", raise::Bool = true, depwarn::Bool = true)
    ex, pos = parse(str, 1; filename, greedy = true, raise, depwarn)
    if ex isa Expr && ex.head === :error
        return ex
    end
    if pos <= ncodeunits(str)
        err = ParseError("extra token after end of expression")
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

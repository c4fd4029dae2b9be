# show of syntax: an Expr is printed as the source text it stands for, symbols and quotes as :x, :(x + y) and quote
# blocks. show_unquoted writes the text itself; what has no source text is written as $(Expr(:head, …)).

# ---- facts about operators ------------------------------------------------------------------------------------------

operator_precedence(s::Symbol) = Int(ccall(:jl_operator_precedence, Int32, (Any,), s))
isoperator(s::Symbol) = ccall(:jl_is_operator, Bool, (Any,), s)
isoperator(s::AbstractString) = isoperator(Symbol(s))
isunaryoperator(s::Symbol) = ccall(:jl_is_unary_operator, Bool, (Any,), s)
is_unary_and_binary_operator(s::Symbol) = ccall(:jl_is_unary_and_binary_operator, Bool, (Any,), s)
is_syntactic_operator(s::Symbol) = ccall(:jl_is_syntactic_operator, Bool, (Any,), s)
isbinaryoperator(s::Symbol) = isoperator(s) && (!isunaryoperator(s) || is_unary_and_binary_operator(s)) && s !== Symbol("'")
isidentifier(s::AbstractString) = isidentifier(Symbol(s))
isidentifier(s::Symbol) = ccall(:jl_is_identifier, Bool, (Any,), s)
ispostfixoperator(s::Union{Symbol, AbstractString}) = startswith(String(s), "'")

const _prec_assignment = operator_precedence(:(=))
const _prec_pair = operator_precedence(:(=>))
const _prec_arrow = operator_precedence(:(-->))
const _prec_control_flow = operator_precedence(:(&&))
const _prec_comparison = operator_precedence(:(<))
const _prec_power = operator_precedence(:(^))
const _prec_where = 1

# How a chain of the operator groups: :left, :right, or :none where the chain is one call or a comparison.
function operator_associativity(s::Symbol)
    p = operator_precedence(s)
    if p in (_prec_arrow, _prec_assignment, _prec_control_flow, _prec_pair, _prec_power) || s === :<| ||
        (isunaryoperator(s) && !is_unary_and_binary_operator(s))
        return :right
    elseif p in (0, _prec_comparison) || s in (:+, :++, :*)
        return :none
    end
    return :left
end

# Heads printed between their two parts: with spaces, and without.
const _spaced_heads = (:(=), :(+=), :(-=), :(*=), :(/=), :(\=), :(^=), :(&=), :(|=), :(÷=), :(%=), :(>>>=), :(>>=), :(<<=),
    :(⊻=), :(.=), :(.+=), :(.-=), :(.*=), :(./=), :(.\=), :(.^=), :(.&=), :(.|=), :(.÷=), :(.%=), :(.>>>=), :(.>>=),
    :(.<<=), :(.⊻=), :(&&), :(||), :(.&&), :(.||), :(<:), :(>:), :($=), :(-->), :(:=), :(≔), :(⩴), :(≕))
const _tight_heads = (:(:), :(->), :(::))
# Prefix operators printed directly before their operand.
const _prefix_operators = (:+, :-, :!, :¬, :~, :<:, :>:, :√, :∛, :∜, :±, :∓)
# Operators that need parentheses when quoted.
const _parenthesized_quotes = (:(:), :(::), :(:=), :(=), :(==), :(===), :(=>))

# ---- entry points -----------------------------------------------------------------------------------------------------

show(io::IO, s::Symbol) = show_unquoted_quote_expr(io, s, 0, 0, 0)
# Shown (not printed) syntax must read back as itself, so quotes and interpolations in it are spelled out.
show(io::IO, ex::Union{Expr, QuoteNode, GlobalRef}) =
    (show_unquoted_quote_expr(IOContext(io, :spell_quotes => true), ex, 0, -1, 0); nothing)
show(io::IO, l::LineNumberNode) = show_unquoted_quote_expr(io, l, 0, -1, 0)
print(io::IO, ex::Union{Expr, QuoteNode, GlobalRef}) =
    (show_unquoted(IOContext(io, :spell_quotes => false), ex, 0, -1, 0); nothing)
print(io::IO, l::LineNumberNode) = show_linenumber(io, l)

function show_linenumber(io::IO, l::LineNumberNode)
    print(io, "#= ")
    l.file === nothing ? print(io, "line ", l.line) : print(io, l.file, ":", l.line)
    print(io, " =#")
    return nothing
end

# `prec` is the precedence of the operator around; -1 at the level of statements.
show_unquoted(io::IO, @nospecialize(ex)) = show_unquoted(io, ex, 0, 0, 0)
show_unquoted(io::IO, @nospecialize(ex), indent::Int) = show_unquoted(io, ex, indent, 0, 0)
show_unquoted(io::IO, @nospecialize(ex), indent::Int, prec::Int) = show_unquoted(io, ex, indent, prec, 0)
show_unquoted(io::IO, @nospecialize(ex), indent::Int, prec::Int, quote_level::Int) = show(io, ex)
# Numbers that are written as operations.
function show_unquoted(io::IO, x::Union{Complex, Rational}, indent::Int, prec::Int, quote_level::Int)
    parens = operator_precedence(x isa Complex ? :+ : ://) <= prec
    parens && print(io, '(')
    show(io, x)
    parens && print(io, ')')
    return nothing
end
show_unquoted(io::IO, s::Symbol, indent::Int, prec::Int, quote_level::Int) = show_sym(io, s)
show_unquoted(io::IO, l::LineNumberNode, indent::Int, prec::Int, quote_level::Int) = show_linenumber(io, l)
show_unquoted(io::IO, g::GlobalRef, indent::Int, prec::Int, quote_level::Int) = show_globalref(io, g)
function show_unquoted(io::IO, q::QuoteNode, indent::Int, prec::Int, quote_level::Int)
    q.value isa Symbol && return show_unquoted_quote_expr(io, q.value, indent, prec, 0)
    print(io, "\$(QuoteNode(")
    show(io, q.value)
    print(io, "))")
    return nothing
end

# ---- the nodes of lowered code --------------------------------------------------------------------------------------

show_unquoted(io::IO, v::Core.SSAValue, indent::Int, prec::Int, quote_level::Int) = print(io, '%', v.id)
function show_unquoted(io::IO, v::Core.SlotNumber, indent::Int, prec::Int, quote_level::Int)
    names = get(io, :SOURCE_SLOTNAMES, String[])::Vector{String}
    print(io, v.id <= length(names) ? names[v.id] : string('_', v.id))
end
show_unquoted(io::IO, v::Core.Argument, indent::Int, prec::Int, quote_level::Int) = print(io, '_', v.n)
# ---- names ------------------------------------------------------------------------------------------------------------

# A name that is no identifier is written var"…". An operator may be one where nothing else can be meant.
_is_bare_name(s::Symbol) = isidentifier(s) || (isoperator(s) && !(s in (Symbol("'"), :(::), :?)) && !is_syntactic_operator(s))
function show_sym(io::IO, s::Symbol; allow_macroname::Bool = false)
    if _is_bare_name(s)
        print(io, s)
    elseif allow_macroname && startswith(String(s), '@')
        print(io, '@')
        show_sym(io, Symbol(chop(String(s), head = 1, tail = 0)))
    else
        print(io, "var", repr(String(s)))
    end
    return nothing
end

# A name behind a dot: an operator is quoted there.
function _show_member(io::IO, name::Symbol, macroname::Bool)
    quoted = !isidentifier(name) && isoperator(name)
    parens = quoted && name in _parenthesized_quotes
    quoted && print(io, ':')
    parens && print(io, '(')
    show_sym(io, name, allow_macroname = macroname)
    parens && print(io, ')')
    return nothing
end

function show_globalref(io::IO, g::GlobalRef; allow_macroname::Bool = false)
    print(io, g.mod, '.')
    _show_member(io, g.name, allow_macroname)
    return nothing
end

# ---- quotes -----------------------------------------------------------------------------------------------------------

_is_expr(@nospecialize(ex), head::Symbol) = ex isa Expr && ex.head === head
_is_expr(@nospecialize(ex), head::Symbol, n::Int) = ex isa Expr && ex.head === head && length(ex.args) == n
_is_quoted(@nospecialize(ex)) = ex isa QuoteNode || _is_expr(ex, :quote, 1) || _is_expr(ex, :inert, 1)
_unquoted(ex::QuoteNode) = ex.value
_unquoted(ex::Expr) = ex.args[1]

function show_unquoted_quote_expr(io::IO, @nospecialize(value), indent::Int, prec::Int, quote_level::Int)
    if value isa Symbol
        if value in _parenthesized_quotes
            print(io, ":(", value, ')')
        elseif isidentifier(value) || (isoperator(value) && value !== Symbol("'"))
            print(io, ':', value)
        else
            print(io, "Symbol(", repr(String(value)), ')')
        end
    elseif _is_expr(value, :block)
        show_block(io, "quote", value, indent, quote_level)
        print(io, "end")
    else
        print(io, ":(")
        show_unquoted(io, value, indent + 2, -1, quote_level)
        print(io, ')')
    end
    return nothing
end

# What has no source text.
function _show_constructor(io::IO, ex::Expr)
    print(io, "\$(Expr(")
    show(io, ex.head)
    for arg in ex.args
        print(io, ", ")
        show(io, arg)
    end
    print(io, "))")
    return nothing
end

# ---- lists and blocks -----------------------------------------------------------------------------------------------

const _indent_width = 4

# Must the first operand of a power-like operator be parenthesized? A sign in front would apply to the whole.
_is_signed(@nospecialize(x)) = x isa Real && x < 0 ||
    x isa Expr && x.head === :call && !isempty(x.args) && x.args[1] isa Symbol && x.args[1] in _prefix_operators

function show_list(io::IO, items, sep, indent::Int, prec::Int = 0, quote_level::Int = 0, enclose_operators::Bool = false,
                   kw::Bool = false)
    indent += _indent_width
    isfirst = true
    for item in items
        isfirst || print(io, sep)
        parens = isfirst && prec >= _prec_power && _is_signed(item) ||
            enclose_operators && item isa Symbol && isoperator(item) && _is_bare_name(item)
        isfirst = false
        parens && print(io, '(')
        if kw && _is_expr(item, :kw, 2)
            show_unquoted(io, Expr(:(=), item.args...), indent, parens ? 0 : prec, quote_level)
        elseif kw && _is_expr(item, :(=), 2)
            _show_constructor(io, item)
        else
            show_unquoted(io, item, indent, parens ? 0 : prec, quote_level)
        end
        parens && print(io, ')')
    end
    return nothing
end
function show_enclosed_list(io::IO, op, items, sep, cl, indent::Int, prec::Int = 0, quote_level::Int = 0,
                            enclose_operators::Bool = false, kw::Bool = false)
    print(io, op)
    show_list(io, items, sep, indent, prec, quote_level, enclose_operators, kw)
    print(io, cl)
    return nothing
end

# Operands with an operator between them, in parentheses where the operator around binds as tightly.
function _show_infix(io::IO, operands, sep, p::Int, indent::Int, prec::Int, quote_level::Int)
    if p <= prec
        show_enclosed_list(io, '(', operands, sep, ')', indent, p, quote_level, true)
    else
        show_list(io, operands, sep, indent, p, quote_level, true)
    end
    return nothing
end

# `head args`, then the statements of the body, each on its line and deeper by one step; the caller writes `end`.
function show_block(io::IO, head, args::Vector, body, indent::Int, quote_level::Int)
    print(io, head)
    if !isempty(args)
        print(io, ' ')
        show_list(io, args, head === :elseif ? " " : ", ", indent, 0, quote_level)
    end
    inner = head === :module || head === :baremodule ? indent : indent + _indent_width
    stmts = _is_expr(body, :block) || _is_expr(body, :quote) ? body.args : Any[body]
    for stmt in stmts
        print(io, '\n', " "^inner)
        show_unquoted(io, stmt, inner, -1, quote_level)
    end
    print(io, '\n', " "^indent)
    return nothing
end
show_block(io::IO, head, @nospecialize(block), indent::Int, quote_level::Int) =
    show_block(io, head, Any[], block, indent, quote_level)
show_block(io::IO, head, @nospecialize(arg), @nospecialize(block), indent::Int, quote_level::Int) =
    show_block(io, head, _is_expr(arg, :block) || _is_expr(arg, :quote) ? arg.args : Any[arg], block, indent, quote_level)

# ---- calls --------------------------------------------------------------------------------------------------------------

# May the callee stand before its arguments without parentheses?
function _is_plain_callee(head::Symbol, @nospecialize(f))
    f isa Symbol && return f !== :(:) && !(head === :. && isoperator(f)) || !_is_bare_name(f)
    return f isa GlobalRef || f isa Expr && f.head in (:., :curly, :macroname)
end

function show_call(io::IO, head::Symbol, @nospecialize(f), args, indent::Int, quote_level::Int, kw::Bool)
    op, cl = head === :ref ? ('[', ']') : head === :curly ? ('{', '}') : ('(', ')')
    if _is_plain_callee(head, f)
        show_unquoted(io, f, indent, 0, quote_level)
    else
        show_enclosed_list(io, '(', Any[f], "", ')', indent - _indent_width, 0, quote_level)
    end
    head === :. && print(io, '.')
    print(io, op)
    if !isempty(args) && _is_expr(args[1], :parameters)
        show_list(io, args[2:end], ", ", indent, 0, quote_level, false, kw)
        print(io, "; ")
        show_list(io, args[1].args, ", ", indent, 0, quote_level, false, kw)
    else
        show_list(io, args, ", ", indent, 0, quote_level, false, kw)
    end
    print(io, cl)
    return nothing
end

function _show_call_expr(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    f = ex.args[1]
    # operators that a macro's hygiene has tied to a module are operators still
    f isa GlobalRef && isoperator(f.name) && _is_bare_name(f.name) && (f = f.name)
    args = ex.args[2:end]
    n = length(args)
    p = f isa Symbol ? operator_precedence(f) : 0
    if f === :* && n == 2 && args[1] isa Union{Int, Int64, Float32, Float64} && args[2] isa Symbol &&
        !(string(args[2])[1] in ('e', 'E', 'f'))
        # 2x
        _show_infix(io, args, "", p, indent, prec, quote_level)
    elseif n >= 1 && _is_expr(args[1], :parameters)
        show_call(io, :call, f, args, indent, quote_level, true)
    elseif n == 1 && f isa Symbol && f in _prefix_operators
        show_unquoted(io, f, indent, 0, quote_level)
        x = args[1]
        if x isa Expr || x isa Symbol && isoperator(x) && _is_bare_name(x)
            show_enclosed_list(io, '(', args, ", ", ')', indent, p, quote_level)
        else
            show_unquoted(io, x, indent, p, quote_level)
        end
    elseif p > 0 && (n == 2 || n > 2 && f in (:+, :++, :*) || n == 3 && f === :(:)) && !any(a -> _is_expr(a, :...), args)
        _show_infix(io, args, f === :(:) ? ":" : string(" ", f, " "), p, indent, prec, quote_level)
    elseif p > 0 && n == 1
        # an operator of two operands called with one
        show_enclosed_list(io, '(', Any[f], "", ')', indent, 0, quote_level)
        show_enclosed_list(io, '(', args, ", ", ')', indent, 0, quote_level)
    else
        show_call(io, :call, f, args, indent, quote_level, true)
    end
    return nothing
end

# ---- macro calls --------------------------------------------------------------------------------------------------------

_is_core_macro(@nospecialize(f), name::String) = f isa GlobalRef && f.mod === Core && String(f.name) == name
function _is_macro_name(@nospecialize(f))
    f isa Symbol && return startswith(String(f), '@')
    f isa GlobalRef && return startswith(String(f.name), '@')
    f isa QuoteNode && return _is_macro_name(f.value)
    return f isa Expr && f.head === :. && length(f.args) == 2 && _is_macro_name(f.args[2])
end

function _show_macro_name(io::IO, @nospecialize(f), indent::Int, quote_level::Int)
    if f isa Symbol
        show_sym(io, f, allow_macroname = true)
    elseif f isa GlobalRef
        show_globalref(io, f, allow_macroname = true)
    else
        show_unquoted(io, f, indent, 0, quote_level)
    end
    return nothing
end

function _show_macrocall(io::IO, args::Vector{Any}, indent::Int, prec::Int, quote_level::Int)
    f = args[1]
    if _is_core_macro(f, "@cmd") && length(args) == 3 && args[3] isa String
        print(io, '`', args[3], '`')
    elseif length(args) == 3 && args[3] isa String &&
        (_is_core_macro(f, "@int128_str") || _is_core_macro(f, "@uint128_str") || _is_core_macro(f, "@big_str"))
        print(io, args[3])
    elseif f isa Symbol && length(args) >= 3 && args[3] isa String && startswith(String(f), '@') && endswith(String(f), "_str")
        print(io, chop(String(f), head = 1, tail = 4), '"')
        escape_raw_string(io, args[3])
        print(io, '"')
        for flag in args[4:end]
            print(io, flag)
        end
    else
        if args[2] isa LineNumberNode
            show_linenumber(io, args[2])
            print(io, ' ')
        end
        name = _is_macro_name(f) ? Expr(:macroname, f) : f
        if prec >= 0
            show_call(io, :call, name, args[3:end], indent, quote_level, false)
        else
            show_list(io, Any[name, args[3:end]...], ' ', indent, prec, quote_level)
        end
    end
    return nothing
end

# ---- other forms ----------------------------------------------------------------------------------------------------

# A.B, A.B as C, A: b, c
_is_import_path(@nospecialize(ex)) = ex isa Expr && (
    ex.head === :(:) ? length(ex.args) > 1 && all(_is_import_path, ex.args) :
    ex.head === :as ? length(ex.args) == 2 && _is_import_path(ex.args[1]) && ex.args[2] isa Symbol :
    ex.head === :. && !isempty(ex.args) && all(a -> a isa Symbol || _is_expr(a, :$), ex.args))

function show_import_path(io::IO, @nospecialize(ex), quote_level::Int)
    if _is_expr(ex, :(:))
        show_import_path(io, ex.args[1], quote_level)
        for (i, a) in enumerate(ex.args[2:end])
            print(io, i == 1 ? ": " : ", ")
            show_import_path(io, a, quote_level)
        end
    elseif _is_expr(ex, :as, 2)
        show_import_path(io, ex.args[1], quote_level)
        print(io, " as ")
        show_sym(io, ex.args[2], allow_macroname = true)
    elseif _is_expr(ex, :.)
        # leading dots, then names with dots between
        for (i, a) in enumerate(ex.args)
            if a === :.
                print(io, '.')
            elseif a === :..
                print(io, i > 1 && ex.args[i - 1] !== :. ? ".(..)" : "(..)")
            else
                i > 1 && ex.args[i - 1] !== :. && print(io, '.')
                a isa Symbol && (i == 1 || ex.args[i - 1] === :.) ? show_sym(io, a, allow_macroname = true) :
                    a isa Symbol ? _show_member(io, a, true) : show_unquoted(io, a, 0, 0, quote_level)
            end
        end
    else
        show_unquoted(io, ex, 0, 0, quote_level)
    end
    return nothing
end

# The text of a string literal with interpolations.
function _show_interpolated_string(io::IO, parts, indent::Int, prec::Int, quote_level::Int)
    print(io, '"')
    for part in parts
        if part isa AbstractString
            escape_string(io, part, "\"\$")
        else
            print(io, "\$(")
            part isa Symbol && !(part in _parenthesized_quotes) ? show_sym(io, part) : show_unquoted(io, part, 0, prec, quote_level)
            print(io, ')')
        end
    end
    print(io, '"')
    return nothing
end

# `x for … for …`: nested generators stand within each other, the first `for` outermost.
function _show_generator(io::IO, ex::Expr, indent::Int, quote_level::Int)
    fors = Any[]
    while ex.head === :flatten
        ex = ex.args[1]::Expr
        push!(fors, ex.args[2:end])
        ex = ex.args[1]::Expr
    end
    push!(fors, ex.args[2:end])
    show_unquoted(io, ex.args[1], indent, 0, quote_level)
    for f in fors
        print(io, " for ")
        # a condition has the iterations behind it
        isfiltered = length(f) == 1 && isexpr(f[1], :filter, 2)
        show_list(io, isfiltered ? f[1].args[2:end] : f, ", ", indent, 0, quote_level)
        if isfiltered
            print(io, " if ")
            show_unquoted(io, f[1].args[1], indent, 0, quote_level)
        end
    end
    return nothing
end
_is_generator(@nospecialize(ex)) = _is_expr(ex, :generator) && length(ex.args) >= 2 ||
    _is_expr(ex, :flatten, 1) && _is_expr(ex.args[1], :generator) && _is_generator(ex.args[1].args[1])

# Brackets and separator of list-like heads.
function _brackets(ex::Expr)
    head = ex.head
    head === :tuple && return "(", ", ", ")"
    head === :vect && return "[", ", ", "]"
    head === :vcat && return "[", "; ", "]"
    head === :hcat && return "[", " ", "]"
    head === :row && return "", " ", ""
    head === :braces && return "{", ", ", "}"
    head === :bracescat && return "{", "; ", "}"
    (head === :ncat || head === :nrow) || return nothing
    dims = isempty(ex.args) ? nothing : ex.args[1]
    dims isa Int || return nothing
    sep = dims == 0 ? " " : string(";"^dims, " ")
    return head === :ncat ? ("[", sep, "]") : ("", sep, "")
end
function _show_bracketed(io::IO, ex::Expr, brackets, indent::Int, quote_level::Int)
    op, sep, cl = brackets
    args = ex.head === :ncat || ex.head === :nrow ? ex.args[2:end] : ex.args
    print(io, op)
    if ex.head === :tuple && !isempty(args) && _is_expr(args[1], :parameters)
        show_list(io, args[2:end], sep, indent, 0, quote_level)
        # what is in front of the semicolon is a tuple, not a value
        length(args) == 2 && print(io, ',')
        print(io, isempty(args[1].args) ? ";" : "; ")
        show_list(io, args[1].args, sep, indent, 0, quote_level, false, true)
    else
        show_list(io, args, sep, indent, 0, quote_level)
        isempty(args) && ex.head === :ncat && print(io, rstrip(sep))
        if length(args) == 1
            ex.head === :tuple && print(io, ',')
            (ex.head === :vcat || ex.head === :bracescat) && print(io, ';')
            ex.head === :ncat && print(io, rstrip(sep))
        end
    end
    print(io, cl)
    return nothing
end

# x.name; false where the parts are no such thing
function _show_dot(io::IO, args::Vector{Any}, indent::Int, quote_level::Int)
    if length(args) == 1 && args[1] isa Symbol && isoperator(args[1])
        print(io, "(.", args[1], ')')
        return true
    end
    length(args) == 2 && _is_quoted(args[2]) || return false
    x, name = args[1], _unquoted(args[2])
    parens = !(_is_quoted(x) || x isa Symbol && isidentifier(x) || _is_expr(x, :.) || x isa GlobalRef || x isa Module)
    parens && print(io, '(')
    show_unquoted(io, x, indent, 0, quote_level)
    parens && print(io, ')')
    print(io, '.')
    if name isa Symbol
        _show_member(io, name, true)
    else
        _is_expr(name, :$) || print(io, '(')
        show_unquoted(io, name, indent, 0, quote_level)
        _is_expr(name, :$) || print(io, ')')
    end
    return true
end

# An operand of a prefix like `$`, `&` or `::`.
function _show_prefixed(io::IO, prefix, @nospecialize(x), indent::Int, quote_level::Int)
    print(io, prefix)
    parens = x isa Expr && x.head !== :tuple || x isa Symbol && isoperator(x)
    parens && print(io, '(')
    show_unquoted(io, x, indent, 0, quote_level)
    parens && print(io, ')')
    return nothing
end

function _show_conditional(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    args = ex.args
    show_block(io, ex.head, args[1], args[2], indent, quote_level)
    if length(args) == 3
        if _is_expr(args[3], :elseif)
            show_unquoted(io, args[3], indent, prec, quote_level)
        else
            show_block(io, "else", args[3], indent, quote_level)
        end
    end
    ex.head === :if && print(io, "end")
    return nothing
end

function _show_try(io::IO, args::Vector{Any}, indent::Int, quote_level::Int)
    show_block(io, "try", args[1], indent, quote_level)
    if _is_expr(args[3], :block)
        show_block(io, "catch", args[2] === false ? Any[] : Any[args[2]], args[3], indent, quote_level)
    end
    length(args) >= 5 && _is_expr(args[5], :block) && show_block(io, "else", args[5], indent, quote_level)
    length(args) >= 4 && _is_expr(args[4], :block) && show_block(io, "finally", args[4], indent, quote_level)
    print(io, "end")
    return nothing
end

function _show_do(io::IO, args::Vector{Any}, indent::Int, quote_level::Int)
    show_unquoted(io, args[1], indent, -1, quote_level)
    print(io, " do ")
    show_list(io, args[2].args[1].args, ", ", 0, 0, quote_level)
    body = args[2].args[2]
    for stmt in (_is_expr(body, :block) ? body.args : Any[body])
        print(io, '\n', " "^(indent + _indent_width))
        show_unquoted(io, stmt, indent + _indent_width, -1, quote_level)
    end
    print(io, '\n', " "^indent, "end")
    return nothing
end

# ---- expressions ------------------------------------------------------------------------------------------------------

function show_unquoted(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    _show_operation(io, ex, indent, prec, quote_level) || _show_statement(io, ex, indent, prec, quote_level) ||
        _show_constructor(io, ex)
    return nothing
end

# Forms that stand within an expression; false: it is none.
function _show_operation(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    head, args = ex.head, ex.args
    n = length(args)
    brackets = _brackets(ex)
    if head === :. && !(n == 2 && _is_expr(args[2], :tuple))
        return _show_dot(io, args, indent, quote_level)
    elseif n == 2 && (head in _spaced_heads || head in _tight_heads)
        sep = head in _spaced_heads ? string(" ", head, " ") : string(head)
        _show_infix(io, args, sep, operator_precedence(head), indent, prec, quote_level)
    elseif brackets !== nothing
        _show_bracketed(io, ex, brackets, indent, quote_level)
    elseif head === :call && n >= 1
        _show_call_expr(io, ex, indent, prec, quote_level)
    elseif (head === :ref || head === :curly) && n >= 1
        show_call(io, head, args[1], args[2:end], indent, quote_level, head === :ref)
    elseif head === :.
        show_call(io, head, args[1], args[2].args, indent, quote_level, true)
    elseif head === :comparison && n >= 3 && isodd(n)
        p = minimum(operator_precedence, args[2:2:end])
        parens = p <= prec
        show_enclosed_list(io, parens ? "(" : "", args, " ", parens ? ")" : "", indent, p, quote_level)
    elseif head === Symbol("'") && n == 1
        parens = !(args[1] isa Symbol)
        parens && print(io, '(')
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, parens ? ")'" : "'")
    elseif head === :... && n == 1
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, "...")
    elseif head in (:(::), :<:, :>:) && n == 1
        print(io, head)
        show_unquoted(io, args[1], indent, 0, quote_level)
    elseif head === :& && n == 1 || head === :$ && n == 1 && (quote_level > 0 || !_spells_quotes(io))
        _show_prefixed(io, head, args[1], indent, head === :$ ? max(quote_level - 1, 0) : quote_level)
    elseif head === :where && n >= 2
        parens = _prec_where <= prec
        parens && print(io, '(')
        show_unquoted(io, args[1], indent, operator_precedence(:(::)), quote_level)
        print(io, " where ")
        if n == 2
            show_unquoted(io, args[2], indent, operator_precedence(:(=)), quote_level)
        else
            show_enclosed_list(io, '{', args[2:end], ", ", '}', indent, 0, quote_level)
        end
        parens && print(io, ')')
    elseif head === :string
        _show_interpolated_string(io, args, indent, prec, quote_level)
    elseif head === :macroname && n == 1
        _show_macro_name(io, args[1], indent, quote_level)
    elseif head === :macrocall && n >= 2
        _show_macrocall(io, args, indent, prec, quote_level)
    elseif head === :quote && n == 1 && (args[1] isa Symbol || quote_level > 0 || !_spells_quotes(io))
        show_unquoted_quote_expr(io, args[1], indent, 0, quote_level + 1)
    elseif head === :comprehension && n == 1 && _is_generator(args[1])
        print(io, '[')
        _show_generator(io, args[1], indent, quote_level)
        print(io, ']')
    elseif head === :typed_comprehension && n == 2 && _is_generator(args[2])
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, '[')
        _show_generator(io, args[2], indent, quote_level)
        print(io, ']')
    elseif _is_generator(ex)
        print(io, '(')
        _show_generator(io, ex, indent, quote_level)
        print(io, ')')
    elseif (head === :typed_vcat || head === :typed_hcat || head === :typed_ncat) && n >= 1
        show_unquoted(io, args[1], indent, 0, quote_level)
        list = Expr(head === :typed_vcat ? :vcat : head === :typed_hcat ? :hcat : :ncat, args[2:end]...)
        _show_bracketed(io, list, _brackets(list), indent, quote_level)
    elseif (head === :new || head === :splatnew) && n >= 1
        show_enclosed_list(io, string('%', head, '('), args, ", ", ')', indent, 0, quote_level)
    else
        return false
    end
    return true
end
_spells_quotes(io::IO) = get(io, :spell_quotes, true)::Bool

# Blocks, control flow, definitions; false: it is none.
function _show_statement(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    head, args = ex.head, ex.args
    n = length(args)
    if head === :block
        show_block(io, "begin", ex, indent, quote_level)
        print(io, "end")
    elseif (head === :if || head === :elseif) && (n == 2 || n == 3)
        _show_conditional(io, ex, indent, prec, quote_level)
    elseif (head === :function || head === :macro) && n == 2 && _is_expr(args[1], :call) && !isempty(args[1].args)
        # an operator stands in front here
        print(io, head, ' ')
        show_call(io, :call, args[1].args[1], args[1].args[2:end], indent, quote_level, true)
        show_block(io, "", Any[], args[2], indent, quote_level)
        print(io, "end")
    elseif head === :line && 1 <= n <= 2 && args[1] isa Integer
        print(io, "#= ", n == 2 ? args[2] : "line", n == 2 ? ":" : " ", args[1], " =#")
    elseif head in (:for, :while, :let, :function, :macro) && n == 2
        show_block(io, head, args[1], args[2], indent, quote_level)
        print(io, "end")
    elseif (head === :function || head === :macro) && n == 1
        print(io, head, ' ')
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, " end")
    elseif head === :do && n == 2 && _is_expr(args[2], :->, 2) && _is_expr(args[2].args[1], :tuple)
        _show_do(io, args, indent, quote_level)
    elseif head === :try && 3 <= n <= 5
        _show_try(io, args, indent, quote_level)
    elseif (head === :break || head === :continue) && n == 0 || head === :return && n == 1 && args[1] === nothing
        print(io, head)
    elseif n == 1 && (head === :return || head === :const) || n >= 1 && head in (:local, :global, :export, :public)
        print(io, head, ' ')
        if head === :export || head === :public
            # names of macros stand as they are written
            for (i, name) in enumerate(args)
                i > 1 && print(io, ", ")
                name isa Symbol ? show_sym(io, name, allow_macroname = true) : show_unquoted(io, name, indent, 0, quote_level)
            end
        else
            show_list(io, args, ", ", indent, 0, quote_level)
        end
    elseif head === :struct && n == 3
        show_block(io, args[1] === true ? Symbol("mutable struct") : :struct, args[2], args[3], indent, quote_level)
        print(io, "end")
    elseif head === :abstract && n == 1
        show_enclosed_list(io, "abstract type ", args, "", " end", indent, 0, quote_level)
    elseif head === :primitive && n == 2
        show_enclosed_list(io, "primitive type ", args, ' ', " end", indent, 0, quote_level)
    elseif head === :module && n == 3
        show_block(io, args[1] === true ? :module : :baremodule, args[2], args[3], indent, quote_level)
        print(io, "end")
    elseif (head === :import || head === :using) && n >= 1 && all(_is_import_path, args)
        print(io, head, ' ')
        for (i, a) in enumerate(args)
            i > 1 && print(io, ", ")
            show_import_path(io, a, quote_level)
        end
    else
        return false
    end
    return true
end

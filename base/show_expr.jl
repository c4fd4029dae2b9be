# show of syntax: an Expr is printed as the source text it stands for, symbols and quotes as :x, :(x + y) and quote
# blocks. show_unquoted writes the text itself.

# ---- facts about operators ------------------------------------------------------------------------------------------

operator_precedence(s::Symbol) = Int(ccall(:jl_operator_precedence, Int32, (Any,), s))
isoperator(s::Symbol) = ccall(:jl_is_operator, Bool, (Any,), s)
isunaryoperator(s::Symbol) = ccall(:jl_is_unary_operator, Bool, (Any,), s)
isbinaryoperator(s::Symbol) = isoperator(s) && (!isunaryoperator(s) || ccall(:jl_is_unary_and_binary_operator, Bool, (Any,), s)) && s !== Symbol("'")
isidentifier(s::AbstractString) = isidentifier(Symbol(s))
isidentifier(s::Symbol) = ccall(:jl_is_identifier, Bool, (Any,), s)
ispostfixoperator(s::Union{Symbol, AbstractString}) = startswith(String(s), "'")
isidentifier_or_operator(s::Symbol) = isidentifier(s) || isoperator(s)

# "left", "right" or "none"
function operator_associativity(s::Symbol)
    p = operator_precedence(s)
    if p == _prec_arrow || p == _prec_power || p == _prec_assignment || p == _prec_pair ||
        s in (:(||), :(&&), :(=>), Symbol("'")) || s === :(<|)
        return :right
    elseif p in (0, _prec_comparison) || s in (:(+), :(++), :*)
        return :none
    end
    return :left
end

const _prec_assignment = operator_precedence(:(=))
const _prec_pair = operator_precedence(:(=>))
const _prec_arrow = operator_precedence(:(-->))
const _prec_control_flow = operator_precedence(:(||))
const _prec_comparison = operator_precedence(:(<))
const _prec_colon = operator_precedence(:(:))
const _prec_plus = operator_precedence(:(+))
const _prec_times = operator_precedence(:(*))
const _prec_rational = operator_precedence(:(//))
const _prec_shift = operator_precedence(:(<<))
const _prec_power = operator_precedence(:(^))
const _prec_decl = operator_precedence(:(::))
const _prec_dot = operator_precedence(:(.))

const _infix_syntax = (:(=), :(+=), :(-=), :(*=), :(/=), :(//=), :(\=), :(^=), :(÷=), :(%=), :(<<=), :(>>=), :(>>>=), :(|=),
    :(&=), :(⊻=), :(:=), :(.=), :(~), :(->), :(-->), :(&&), :(||), :(<:), :(>:), :(::), :(=>), :($=))
_is_infix_head(h::Symbol) = h in _infix_syntax || (isoperator(h) && endswith(String(h), "=") && operator_precedence(h) == _prec_assignment)

# ---- entry points -----------------------------------------------------------------------------------------------------

show(io::IO, s::Symbol) = show_unquoted_quote_expr(io, s, 0, 0, 0)
function show(io::IO, ex::Union{Expr, QuoteNode, GlobalRef, LineNumberNode})
    if ex isa LineNumberNode
        show_linenumber(io, ex)
        return nothing
    elseif ex isa GlobalRef
        print(io, ex.mod, '.', is_plain_name(ex.name) ? ex.name : string("var", repr(String(ex.name))))
        return nothing
    end
    show_unquoted_quote_expr(io, ex, 0, -1, 0)
    return nothing
end
print(io::IO, ex::Union{Expr, QuoteNode}) = (show_unquoted(io, ex, 0, -1); nothing)
function show_linenumber(io::IO, l::LineNumberNode)
    print(io, "#= ")
    l.file === nothing ? print(io, "line ", l.line) : print(io, l.file, ":", l.line)
    print(io, " =#")
    return nothing
end
print(io::IO, l::LineNumberNode) = show_linenumber(io, l)

show_unquoted(io::IO, @nospecialize(ex)) = show_unquoted(io, ex, 0, 0)
show_unquoted(io::IO, @nospecialize(ex), indent::Int) = show_unquoted(io, ex, indent, 0)
show_unquoted(io::IO, @nospecialize(ex), indent::Int, prec::Int) = show_unquoted(io, ex, indent, prec, 0)
function show_unquoted(io::IO, @nospecialize(ex), indent::Int, prec::Int, quote_level::Int)
    if ex isa Expr
        show_unquoted_expr(io, ex, indent, prec, quote_level)
    elseif ex isa Symbol
        _show_symbol(io, ex, indent)
    elseif ex isa QuoteNode
        show_unquoted_quotenode(io, ex, indent, prec, quote_level)
    elseif ex isa LineNumberNode
        show_linenumber(io, ex)
    elseif ex isa GlobalRef
        print(io, ex.mod, '.')
        _show_symbol(io, ex.name, indent)
    elseif ex isa Core.SSAValue
        print(io, '%', ex.id)
    elseif ex isa Core.SlotNumber
        print(io, "_", ex.id)
    elseif ex isa Core.Argument
        print(io, "_", ex.n)
    elseif ex isa Core.GotoNode
        print(io, "goto %", ex.label)
    elseif ex isa Core.GotoIfNot
        print(io, "goto %", ex.dest, " if not ")
        show_unquoted(io, ex.cond, indent, 0)
    elseif ex isa Core.ReturnNode
        print(io, "return ")
        isdefined(ex, :val) ? show_unquoted(io, ex.val, indent, 0) : print(io, "unreachable")
    elseif ex isa Core.PiNode
        print(io, "π (")
        show_unquoted(io, ex.val, indent)
        print(io, ", ", ex.typ, ')')
    else
        show(io, ex)
    end
    return nothing
end
function _show_symbol(io::IO, s::Symbol, indent::Int = 0)
    if is_plain_name(s) || s === Symbol("") && false
        print(io, s)
    else
        print(io, "var", repr(String(s)))
    end
    return nothing
end

# ---- quotes -----------------------------------------------------------------------------------------------------------

const _quoted_syms_with_parens = (:(:), :(=), :(::), :(->), :(&&), :(||), :(.), :(...))
function show_unquoted_quotenode(io::IO, ex::QuoteNode, indent::Int, prec::Int, quote_level::Int)
    v = ex.value
    if v isa Symbol
        show_unquoted_quote_expr(io, v, indent, prec, 0)
    elseif v isa Expr || v isa QuoteNode || v isa LineNumberNode || v isa GlobalRef
        print(io, "\$(QuoteNode(")
        show(io, v)
        print(io, "))")
    else
        print(io, ':')
        if v isa Number || v isa AbstractString || v isa Char || v isa Bool || v === nothing
            print(io, '(')
            show(io, v)
            print(io, ')')
        else
            print(io, '(')
            show(io, v)
            print(io, ')')
        end
    end
    return nothing
end
function show_unquoted_quote_expr(io::IO, @nospecialize(value), indent::Int, prec::Int, quote_level::Int)
    if value isa Symbol
        s = String(value)
        if isidentifier(value) || (isoperator(value) && !(value in _quoted_syms_with_parens)) && value !== Symbol("'")
            print(io, ':', value)
        elseif isoperator(value) && value in _quoted_syms_with_parens
            print(io, ":(", value, ')')
        else
            print(io, "Symbol(", repr(s), ")")
        end
    elseif value isa Expr && value.head === :block
        show_block(IOContext(io, beginsym => false), "quote", value, indent, quote_level)
        print(io, "end")
    else
        print(io, ":(")
        show_unquoted(IOContext(io, beginsym => false), value, indent + 2, -1, quote_level)
        print(io, ')')
    end
    return nothing
end
const beginsym = :beginsym

# ---- lists and blocks -----------------------------------------------------------------------------------------------

function show_list(io::IO, items, sep, indent::Int, prec::Int = 0, quote_level::Int = 0, enclose_operators::Bool = false, kw::Bool = false)
    n = length(items)
    isfirst = true
    for item in items
        isfirst || print(io, sep)
        isfirst = false
        parens = enclose_operators && item isa Symbol && isoperator(item) && !(item in (:.., :...))
        parens && print(io, '(')
        if kw && item isa Expr && item.head === :kw && length(item.args) == 2
            show_unquoted(io, Expr(:(=), item.args[1], item.args[2]), indent, parens ? 0 : prec, quote_level)
        elseif item isa Expr && item.head === :(=) && kw
            print(io, '(')
            show_unquoted(io, item, indent, 0, quote_level)
            print(io, ')')
        else
            show_unquoted(io, item, indent, parens ? 0 : prec, quote_level)
        end
        parens && print(io, ')')
    end
    return nothing
end
function show_enclosed_list(io::IO, op, items, sep, cl, indent, prec = 0, quote_level = 0, encop = false, kw = false)
    print(io, op)
    show_list(io, items, sep, indent, prec, quote_level, encop, kw)
    print(io, cl)
    return nothing
end

const _indent_width = 4
# Statements of a block, each on its line, deeper by one step.
function show_block(io::IO, head, args, body, indent::Int, quote_level::Int)
    print(io, head)
    if !isempty(args)
        print(io, ' ')
        show_list(io, args, ", ", indent, 0, quote_level)
    end
    ind = head === :module || head === :baremodule ? indent : indent + _indent_width
    stmts = body isa Expr && body.head === :block ? body.args : Any[body]
    for stmt in stmts
        print(io, '\n', " "^ind)
        show_unquoted(io, stmt, ind, -1, quote_level)
    end
    print(io, '\n', " "^indent)
    return nothing
end
show_block(io::IO, head, block, indent::Int, quote_level::Int) = show_block(io, head, Any[], block, indent, quote_level)
show_block(io::IO, head, arg::Expr, block, indent::Int, quote_level::Int) = show_block(io, head, Any[arg], block, indent, quote_level)

function _show_call(io::IO, head, func, func_args, indent::Int, quote_level::Int, kw::Bool)
    op, cl = head === :ref ? ('[', ']') : head === :curly ? ('{', '}') : ('(', ')')
    if (func isa Symbol && !isoperator(func)) || (func isa Expr && (func.head in (:., :curly, :macroname, :call, :ref) || func.head === :($))) ||
        func isa GlobalRef
        show_unquoted(io, func, indent, 0, quote_level)
    elseif func isa Symbol && isoperator(func)
        # an operator called like a function: +(a, b, c, …)
        print(io, func)
    else
        print(io, '(')
        show_unquoted(io, func, indent, 0, quote_level)
        print(io, ')')
    end
    head === :(.) && print(io, '.')
    if !isempty(func_args) && func_args[1] isa Expr && (func_args[1]::Expr).head === :parameters
        print(io, op)
        show_list(io, func_args[2:end], ", ", indent, 0, quote_level, false, kw)
        print(io, "; ")
        show_list(io, (func_args[1]::Expr).args, ", ", indent, 0, quote_level, false, kw)
        print(io, cl)
    else
        show_enclosed_list(io, op, func_args, ", ", cl, indent, 0, quote_level, false, kw)
    end
    return nothing
end

_is_call(ex, n) = ex isa Expr && ex.head === :call && length(ex.args) == n
_valid_import_path(ex) = ex isa Expr && ex.head === :(.) && length(ex.args) > 0 && all(a -> a isa Symbol, ex.args)
function show_import_path(io::IO, ex, quote_level::Int)
    if ex isa Expr && ex.head === :(:)
        show_import_path(io, ex.args[1], quote_level)
        print(io, ": ")
        for (i, a) in enumerate(ex.args[2:end])
            i > 1 && print(io, ", ")
            show_import_path(io, a, quote_level)
        end
    elseif ex isa Expr && ex.head === :as
        show_import_path(io, ex.args[1], quote_level)
        print(io, " as ", ex.args[2])
    elseif ex isa Expr && ex.head === :(.)
        isname = false
        for (i, a) in enumerate(ex.args)
            if a === :(.)
                print(io, '.')
            else
                isname && print(io, '.')
                isname = true
                a isa Symbol && startswith(String(a), "@") ? print(io, a) : a isa Symbol && isoperator(a) ? print(io, length(ex.args) > 1 && i > 1 ? string(":", a) == "" : "", a) :
                    show_unquoted(io, a, 0, 0, quote_level)
            end
        end
    else
        show_unquoted(io, ex, 0, 0, quote_level)
    end
    return nothing
end

# the text of a string literal with $-interpolations
function _show_interpolated_string(io::IO, args, indent::Int, quote_level::Int, quotes::String)
    print(io, quotes)
    for a in args
        if a isa AbstractString
            escape_string(io, a, ('"', '$'))
        else
            print(io, '$')
            if a isa Symbol && isidentifier(a)
                print(io, a)
            else
                print(io, '(')
                show_unquoted(io, a, indent, -1, quote_level)
                print(io, ')')
            end
        end
    end
    print(io, quotes)
    return nothing
end

# ---- expressions ------------------------------------------------------------------------------------------------------

const _keyword_blocks = (:function, :macro, :while, :for, :let, :struct, :module)

function show_unquoted_expr(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    head, args = ex.head, ex.args
    n = length(args)

    # x.y
    if head === :(.) && n == 2 && args[2] isa QuoteNode && args[2].value isa Symbol ||
        head === :(.) && n == 2 && args[2] isa Expr && args[2].head === :quote && length(args[2].args) == 1 && false
        field = (args[2]::QuoteNode).value
        lhs = args[1]
        parens = !(lhs isa Symbol && !isoperator(lhs) || lhs isa GlobalRef || lhs isa Expr && lhs.head in (:., :call, :ref, :curly, :($), :macrocall) && !_infix_printed(lhs) || lhs isa QuoteNode)
        parens && print(io, '(')
        show_unquoted(io, lhs, indent + 1, 0, quote_level)
        parens && print(io, ')')
        print(io, '.')
        if isoperator(field) && !isidentifier(field)
            print(io, ":(", field, ')')
        else
            _show_symbol(io, field)
        end

    # f.(args)
    elseif head === :(.) && n == 2 && args[2] isa Expr && args[2].head === :tuple
        _show_call(io, :(.), args[1], args[2].args, indent, quote_level, true)
    elseif head === :(.) && n == 1 && args[1] isa Symbol && isoperator(args[1])
        print(io, "(.", args[1], ")")
    elseif head === :(.) && n == 2
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, ".")
        if args[2] isa Expr && args[2].head === :($)
            show_unquoted(io, args[2], indent, 0, quote_level)
        else
            print(io, '(')
            show_unquoted(io, args[2], indent, 0, quote_level)
            print(io, ')')
        end

    # infix syntax
    elseif n == 2 && _is_infix_head(head)
        _show_infix_syntax(io, head, args, indent, prec, quote_level)
    elseif (head === :(&&) || head === :(||)) && n == 2
        _show_infix_syntax(io, head, args, indent, prec, quote_level)
    elseif head === :... && n == 1
        parens = _needs_splat_parens(args[1])
        parens && print(io, '(')
        show_unquoted(io, args[1], indent, 0, quote_level)
        parens && print(io, ')')
        print(io, "...")
    elseif head === :(::) && n == 1
        print(io, "::")
        show_unquoted(io, args[1], indent, _prec_decl, quote_level)
    elseif head in (:(<:), :(>:)) && n == 1
        print(io, head)
        show_unquoted(io, args[1], indent, 0, quote_level)
    elseif (head === :(&) || head === :($)) && n == 1
        print(io, head)
        a = args[1]
        parens = !(a isa Symbol || (a isa Expr && a.head === :($)))
        parens && print(io, '(')
        show_unquoted(io, a, indent, 0, quote_level + (head === :($) ? -1 : 0))
        parens && print(io, ')')

    # lists
    elseif head === :tuple && n == 1 && !(args[1] isa Expr && args[1].head === :parameters)
        print(io, '(')
        show_unquoted(io, args[1], indent, -1, quote_level)
        print(io, ",)")
    elseif head === :tuple && n >= 1 && args[1] isa Expr && args[1].head === :parameters
        print(io, '(')
        show_list(io, args[2:end], ", ", indent, 0, quote_level)
        print(io, "; ")
        show_list(io, args[1].args, ", ", indent, 0, quote_level, false, true)
        print(io, ')')
    elseif head === :tuple
        show_enclosed_list(io, '(', args, ", ", ')', indent, 0, quote_level)
    elseif head === :vect
        show_enclosed_list(io, '[', args, ", ", ']', indent, 0, quote_level)
    elseif head === :braces
        show_enclosed_list(io, '{', args, ", ", '}', indent, 0, quote_level)
    elseif head === :vcat
        print(io, '[')
        show_list(io, args, "; ", indent, 0, quote_level)
        n == 1 && print(io, ";")
        print(io, ']')
    elseif head === :hcat
        show_enclosed_list(io, '[', args, ' ', ']', indent, 0, quote_level)
    elseif head === :row
        show_list(io, args, ' ', indent, 0, quote_level)
    elseif head === :typed_vcat
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, '[')
        show_list(io, args[2:end], "; ", indent, 0, quote_level)
        n == 2 && print(io, ";")
        print(io, ']')
    elseif head === :typed_hcat
        show_unquoted(io, args[1], indent, 0, quote_level)
        show_enclosed_list(io, '[', args[2:end], ' ', ']', indent, 0, quote_level)
    elseif head === :ncat || head === :typed_ncat || head === :nrow
        rest = args
        if head === :typed_ncat
            show_unquoted(io, args[1], indent, 0, quote_level)
            rest = args[2:end]
        end
        head === :nrow || print(io, '[')
        show_list(io, rest[2:end], string(";"^rest[1], " "), indent, 0, quote_level)
        length(rest) == 2 && print(io, ";"^rest[1])
        head === :nrow || print(io, ']')
    elseif head === :parameters
        print(io, "; ")
        show_list(io, args, ", ", indent, 0, quote_level, false, true)

    # calls
    elseif head === :call && n >= 1
        _show_call_expr(io, ex, indent, prec, quote_level)
    elseif head === :ref && n >= 1
        f = args[1]
        _show_call(io, :ref, f, args[2:end], indent, quote_level, true)
    elseif head === :curly && n >= 1
        _show_call(io, :curly, args[1], args[2:end], indent, quote_level, false)
    elseif head === Symbol("'") && n == 1
        a = args[1]
        if a isa Symbol || a isa Expr && a.head in (:ref, :call, Symbol("'"), :vect, :hcat, :vcat, :., :tuple) && !_infix_printed(a)
            show_unquoted(io, a, indent, 0, quote_level)
        else
            print(io, '(')
            show_unquoted(io, a, indent, 0, quote_level)
            print(io, ')')
        end
        print(io, "'")
    elseif head === :comparison && n >= 3 && isodd(n)
        parens = prec >= _prec_comparison
        parens && print(io, '(')
        for (i, a) in enumerate(args)
            i > 1 && print(io, ' ')
            iseven(i) ? print(io, a) : show_unquoted(io, a, indent, _prec_comparison, quote_level)
        end
        parens && print(io, ')')
    elseif head === :comprehension && n == 1
        print(io, '[')
        _show_generator(io, args[1], indent, quote_level)
        print(io, ']')
    elseif head === :typed_comprehension && n == 2
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, '[')
        _show_generator(io, args[2], indent, quote_level)
        print(io, ']')
    elseif head === :generator || head === :flatten || head === :filter
        print(io, '(')
        _show_generator(io, ex, indent, quote_level)
        print(io, ')')
    elseif head === :do && n == 2
        show_unquoted(io, args[1], indent, -1, quote_level)
        print(io, " do ")
        params = args[2].args[1].args
        show_list(io, params, ", ", 0, 0, quote_level)
        body = args[2].args[2]
        for stmt in (body isa Expr && body.head === :block ? body.args : Any[body])
            print(io, '\n', " "^(indent + _indent_width))
            show_unquoted(io, stmt, indent + _indent_width, -1, quote_level)
        end
        print(io, '\n', " "^indent, "end")

    # control flow
    elseif (head === :if || head === :elseif) && n in (2, 3)
        if head === :if && n == 3 && !(args[2] isa Expr && args[2].head === :block) && !(args[3] isa Expr && args[3].head in (:block, :elseif))
            print(io, prec >= 0 ? "if " : "if ")
            _show_if(io, ex, indent, quote_level)
            print(io, "end")
        else
            print(io, head, ' ')
            _show_if(io, ex, indent, quote_level)
            print(io, "end")
        end
    elseif head === :while && n == 2
        print(io, "while ")
        show_unquoted(io, args[1], indent, -1, quote_level)
        _show_body(io, args[2], indent, quote_level)
        print(io, "end")
    elseif head === :for && n == 2
        print(io, "for ")
        specs = args[1] isa Expr && args[1].head === :block ? args[1].args : Any[args[1]]
        for (i, s) in enumerate(specs)
            i > 1 && print(io, ", ")
            _show_iteration(io, s, indent, quote_level)
        end
        _show_body(io, args[2], indent, quote_level)
        print(io, "end")
    elseif head === :let && n == 2
        print(io, "let")
        binds = args[1] isa Expr && args[1].head === :block ? args[1].args : Any[args[1]]
        isempty(binds) || print(io, ' ')
        show_list(io, binds, ", ", indent, -1, quote_level)
        _show_body(io, args[2], indent, quote_level)
        print(io, "end")
    elseif head === :try && n >= 3
        print(io, "try")
        _show_body(io, args[1], indent, quote_level)
        if args[3] !== false
            print(io, "catch")
            args[2] === false || (print(io, ' '); show_unquoted(io, args[2], indent, 0, quote_level))
            _show_body(io, args[3], indent, quote_level)
        end
        if n >= 5 && args[5] !== false
            print(io, "else")
            _show_body(io, args[5], indent, quote_level)
        end
        if n >= 4 && args[4] !== false
            print(io, "finally")
            _show_body(io, args[4], indent, quote_level)
        end
        print(io, "end")
    elseif head === :return && n == 1
        print(io, "return")
        args[1] === nothing && false || (print(io, ' '); show_unquoted(io, args[1], indent, -1, quote_level))
    elseif head in (:break, :continue) && n == 0
        print(io, head)
    elseif head === :block && n == 0
        print(io, "begin\n", " "^indent, "end")
    elseif head === :block
        if get(io, beginsym, false)::Bool && false
        end
        show_block(io, "begin", ex, indent, quote_level)
        print(io, "end")

    # definitions
    elseif (head === :function || head === :macro) && n == 1
        print(io, head, ' ')
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, " end")
    elseif (head === :function || head === :macro) && n == 2
        print(io, head, ' ')
        _show_signature(io, args[1], indent, quote_level)
        _show_body(io, args[2], indent, quote_level)
        print(io, "end")
    elseif head === :struct && n == 3
        print(io, args[1] === true ? "mutable struct " : "struct ")
        show_unquoted(io, args[2], indent, 0, quote_level)
        _show_body(io, args[3], indent, quote_level)
        print(io, "end")
    elseif head === :abstract && n == 1
        print(io, "abstract type ")
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, " end")
    elseif head === :primitive && n == 2
        print(io, "primitive type ")
        show_unquoted(io, args[1], indent, 0, quote_level)
        print(io, ' ')
        show_unquoted(io, args[2], indent, 0, quote_level)
        print(io, " end")
    elseif head === :module && n == 3
        print(io, args[1] === true ? "module " : "baremodule ")
        show_unquoted(io, args[2], indent, 0, quote_level)
        for stmt in args[3].args
            print(io, '\n', " "^indent)
            show_unquoted(io, stmt, indent, -1, quote_level)
        end
        print(io, '\n', " "^indent, "end")
    elseif head === :where && n >= 1
        parens = prec > 0 && prec >= _prec_decl && false
        show_unquoted(io, args[1], indent, _prec_decl, quote_level)
        print(io, " where ")
        if n == 2
            show_unquoted(io, args[2], indent, 0, quote_level)
        else
            print(io, '{')
            show_list(io, args[2:end], ", ", indent, 0, quote_level)
            print(io, '}')
        end
    elseif head === :(->) && n == 2
        _show_infix_syntax(io, head, args, indent, prec, quote_level)
    elseif head in (:global, :local, :const) && n >= 1
        print(io, head, ' ')
        show_list(io, args, ", ", indent, 0, quote_level)
    elseif head in (:export, :public) && n >= 1
        print(io, head, ' ')
        show_list(io, args, ", ", indent, 0, quote_level)
    elseif head in (:import, :using)
        print(io, head, ' ')
        for (i, a) in enumerate(args)
            i > 1 && print(io, ", ")
            show_import_path(io, a, quote_level)
        end
    elseif head === :kw && n == 2
        print(io, "\$(Expr(:kw, ")
        show(io, args[1] isa Symbol ? QuoteNode(args[1]).value : args[1])
        print(io, ", ")
        show(io, args[2])
        print(io, "))")
    elseif head === :as && n == 2
        show_import_path(io, ex, quote_level)

    # macros, strings, quotes
    elseif head === :macrocall && n >= 2
        _show_macrocall(io, args, indent, prec, quote_level)
    elseif head === :string
        _show_interpolated_string(io, args, indent, quote_level, "\"")
    elseif head === :quote && n == 1
        show_unquoted_quote_expr(io, args[1], indent, 0, quote_level + 1)
    elseif head === :toplevel
        print(io, "\$(Expr(:toplevel")
        for a in args
            print(io, ", ")
            show(io, a)
        end
        print(io, "))")
    elseif head === :isdefined && n == 1
        print(io, "\$(Expr(:isdefined, ")
        show(io, args[1])
        print(io, "))")
    else
        # no surface form: the constructor call
        print(io, "\$(Expr(")
        show(io, head)
        for a in args
            print(io, ", ")
            show(io, a)
        end
        print(io, "))")
    end
    return nothing
end

_needs_splat_parens(@nospecialize(a)) = a isa Expr && (_infix_printed(a) || a.head in (:(=), :(->), :if, :(&&), :(||)))
# Is the call printed between its operands?
function _infix_printed(@nospecialize(a))
    a isa Expr || return false
    a.head === :call || return _is_infix_head(a.head) && length(a.args) == 2
    f = a.args[1]
    return f isa Symbol && isbinaryoperator(f) && length(a.args) >= 3 || f isa Symbol && isunaryoperator(f) && length(a.args) == 2
end

function _show_infix_syntax(io::IO, head::Symbol, args, indent::Int, prec::Int, quote_level::Int)
    p = operator_precedence(head)
    parens = p <= prec
    parens && print(io, '(')
    # the right operand of a right-associative operator may have the same precedence
    rightassoc = operator_associativity(head) === :right || p == _prec_assignment
    show_unquoted(io, args[1], indent, rightassoc ? p : p - 1, quote_level)
    if head === :(::)
        print(io, "::")
    elseif head === :(<:) || head === :(>:)
        print(io, ' ' === nothing ? "" : " ", head, " ")
    else
        print(io, ' ', head, ' ')
    end
    show_unquoted(io, args[2], indent, rightassoc ? p - 1 : p, quote_level)
    parens && print(io, ')')
    return nothing
end

function _show_call_expr(io::IO, ex::Expr, indent::Int, prec::Int, quote_level::Int)
    args = ex.args
    func = args[1]
    fargs = args[2:end]
    n = length(fargs)
    has_keywords = any(a -> a isa Expr && (a.head === :parameters || a.head === :kw), fargs)
    splat = any(a -> a isa Expr && a.head === :..., fargs)
    fname = func isa Symbol ? func : nothing
    if fname !== nothing && n == 1 && !has_keywords && !splat && isunaryoperator(fname) && fname !== :(:) 
        a = fargs[1]
        if a isa Expr && (_infix_printed(a) || a.head in (:tuple, :(=)) ) || (fname in (:+, :-) && a isa Number) || a isa Symbol && isoperator(a)
            print(io, fname, '(')
            show_unquoted(io, a, indent, 0, quote_level)
            print(io, ')')
        else
            print(io, fname)
            show_unquoted(io, a, indent, 0, quote_level)
        end
    elseif fname !== nothing && n >= 2 && !has_keywords && !splat && isbinaryoperator(fname) && (n == 2 || fname in (:+, :++, :*)) 
        p = operator_precedence(fname)
        parens = p <= prec
        parens && print(io, '(')
        sep = fname === :(:) ? ":" : fname === :^ || fname === :// || fname === :(..) ? String(fname) : string(" ", fname, " ")
        rightassoc = operator_associativity(fname) === :right
        leftassoc = operator_associativity(fname) === :left
        for (i, a) in enumerate(fargs)
            i > 1 && print(io, sep)
            inner = rightassoc ? (i == 1 ? p : p - 1) : leftassoc ? (i == 1 ? p - 1 : p) : p
            parens_negative = fname === :^ && i == 1 && (a isa Real && a < 0)
            parens_negative && print(io, '(')
            show_unquoted(io, a, indent, inner, quote_level)
            parens_negative && print(io, ')')
        end
        parens && print(io, ')')
    elseif fname === :(:) && n == 3 && !has_keywords && !splat
        p = _prec_colon
        parens = p <= prec
        parens && print(io, '(')
        show_list(io, fargs, ":", indent, p, quote_level)
        parens && print(io, ')')
    else
        _show_call(io, :call, func, fargs, indent, quote_level, true)
    end
    return nothing
end

function _show_body(io::IO, body, indent::Int, quote_level::Int)
    stmts = body isa Expr && body.head === :block ? body.args : Any[body]
    for stmt in stmts
        print(io, '\n', " "^(indent + _indent_width))
        show_unquoted(io, stmt, indent + _indent_width, -1, quote_level)
    end
    print(io, '\n', " "^indent)
    return nothing
end
_show_signature(io::IO, sig, indent::Int, quote_level::Int) = show_unquoted(io, sig, indent, 0, quote_level)

function _show_if(io::IO, ex::Expr, indent::Int, quote_level::Int)
    args = ex.args
    cond = args[1]
    if cond isa Expr && cond.head === :block
        parts = filter(a -> !(a isa LineNumberNode), cond.args)
        show_unquoted(io, length(parts) == 1 ? parts[1] : cond, indent, -1, quote_level)
    else
        show_unquoted(io, cond, indent, -1, quote_level)
    end
    _show_body(io, args[2], indent, quote_level)
    if length(args) == 3
        rest = args[3]
        if rest isa Expr && rest.head === :elseif
            print(io, "elseif ")
            _show_if(io, rest, indent, quote_level)
        else
            print(io, "else")
            _show_body(io, rest, indent, quote_level)
        end
    end
    return nothing
end

function _show_iteration(io::IO, s, indent::Int, quote_level::Int)
    if s isa Expr && s.head === :(=) && length(s.args) == 2
        show_unquoted(io, s.args[1], indent, 0, quote_level)
        print(io, " = ")
        show_unquoted(io, s.args[2], indent, 0, quote_level)
    else
        show_unquoted(io, s, indent, 0, quote_level)
    end
    return nothing
end
function _show_generator(io::IO, ex, indent::Int, quote_level::Int)
    if ex isa Expr && ex.head === :flatten
        # nested `for`s: the outer one first
        body = ex.args[1]
        fors = Any[]
        while body isa Expr && (body.head === :flatten || body.head === :generator)
            inner = body.head === :flatten ? body.args[1] : body
            push!(fors, inner.args[2:end])
            body = inner.args[1]
            inner.head === :generator && !(body isa Expr && body.head in (:generator, :flatten)) && break
        end
        show_unquoted(io, body, indent, 0, quote_level)
        for f in fors
            print(io, " for ")
            _show_fors(io, f, indent, quote_level)
        end
    elseif ex isa Expr && ex.head === :generator
        show_unquoted(io, ex.args[1], indent, 0, quote_level)
        print(io, " for ")
        _show_fors(io, ex.args[2:end], indent, quote_level)
    else
        show_unquoted(io, ex, indent, 0, quote_level)
    end
    return nothing
end
function _show_fors(io::IO, specs, indent::Int, quote_level::Int)
    if length(specs) == 1 && specs[1] isa Expr && specs[1].head === :filter
        f = specs[1]
        for (i, s) in enumerate(f.args[2:end])
            i > 1 && print(io, ", ")
            _show_iteration(io, s, indent, quote_level)
        end
        print(io, " if ")
        show_unquoted(io, f.args[1], indent, 0, quote_level)
    else
        for (i, s) in enumerate(specs)
            i > 1 && print(io, ", ")
            _show_iteration(io, s, indent, quote_level)
        end
    end
    return nothing
end

function _show_macrocall(io::IO, args, indent::Int, prec::Int, quote_level::Int)
    name = args[1]
    parens = prec >= 0 && length(args) > 2
    # a string macro with its literal: x"…"
    if name isa Symbol && endswith(String(name), "_str") && length(args) >= 3 && args[3] isa AbstractString && isidentifier(Symbol(chop(String(name), head = 1, tail = 4)))
        print(io, chop(String(name), head = 1, tail = 4), '"')
        escape_raw_string(io, args[3])
        print(io, '"')
        length(args) >= 4 && print(io, args[4])
        return nothing
    elseif name isa GlobalRef && name.name === Symbol("@cmd") && length(args) == 3
        print(io, '`', args[3], '`')
        return nothing
    elseif name isa GlobalRef && name.name === Symbol("@doc") && length(args) == 4 && args[3] isa AbstractString
        show(io, args[3])
        print(io, '\n', " "^indent)
        show_unquoted(io, args[4], indent, 0, quote_level)
        return nothing
    elseif name isa GlobalRef && name.name in (Symbol("@int128_str"), Symbol("@uint128_str"), Symbol("@big_str"))
        print(io, args[3])
        return nothing
    end
    parens && print(io, '(')
    if name isa Symbol
        print(io, name)
    elseif name isa GlobalRef
        print(io, name.mod, '.', name.name)
    elseif name isa Expr && name.head === :(.) && name.args[2] isa QuoteNode
        show_unquoted(io, name.args[1], indent, 0, quote_level)
        print(io, '.', name.args[2].value)
    else
        show_unquoted(io, name, indent, 0, quote_level)
    end
    if args[2] isa LineNumberNode
        print(io, ' ')
        show_linenumber(io, args[2])
    end
    for a in args[3:end]
        print(io, ' ')
        show_unquoted(io, a, indent, a isa Expr && a.head === :(=) ? -1 : 0, quote_level)
    end
    parens && print(io, ')')
    return nothing
end

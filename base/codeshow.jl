# Lowered and typed code as text: blocks with their numbers at the left, values as %n, jumps to blocks.

# What the slots are called; those without a name of their own are @_n.
function _slot_texts(src::Core.CodeInfo)
    names = src.slotnames
    names isa Vector{Symbol} || return String[]
    texts = String[string(n) for n in names]
    return String[isempty(t) || count(==(t), texts) > 1 ? string("@_", i) : t for (i, t) in enumerate(texts)]
end

_jump_targets(::Any) = ()
_jump_targets(s::Core.GotoNode) = (s.label,)
_jump_targets(s::Core.GotoIfNot) = (s.dest,)
_jump_targets(s::Core.EnterNode) = s.catch_dest == 0 ? () : (s.catch_dest,)
_ends_block(s) = s isa Union{Core.GotoNode, Core.GotoIfNot, Core.ReturnNode, Core.EnterNode} || isexpr(s, :leave)
_falls_through(s) = !(s isa Union{Core.GotoNode, Core.ReturnNode})

# The first statement of each block.
function _block_starts(code::Vector{Any})
    starts = BitSet(1)
    for (i, s) in enumerate(code)
        for target in _jump_targets(s)
            push!(starts, target)
        end
        _ends_block(s) && i < length(code) && push!(starts, i + 1)
    end
    return filter(<=(length(code)), collect(starts))
end

function _used_values!(used::BitSet, @nospecialize(x))
    if x isa Core.SSAValue
        push!(used, x.id)
    elseif x isa Expr
        foreach(a -> _used_values!(used, a), x.args)
    elseif x isa Core.GotoIfNot
        _used_values!(used, x.cond)
    elseif x isa Core.ReturnNode
        isdefined(x, :val) && _used_values!(used, x.val)
    elseif x isa Core.EnterNode
        isdefined(x, :scope) && _used_values!(used, x.scope)
    elseif x isa Core.PiNode
        _used_values!(used, x.val)
    elseif x isa Core.PhiNode
        foreach(i -> isassigned(x.values, i) && _used_values!(used, x.values[i]), eachindex(x.values))
    end
    return nothing
end

# A statement's text. `target` writes where a jump leads.
function _show_statement_node(io::IO, @nospecialize(s), prec::Int, target)
    if s isa Core.GotoNode
        print(io, "goto ", target(s.label))
    elseif s isa Core.GotoIfNot
        print(io, "goto ", target(s.dest), " if not ")
        show_unquoted(io, s.cond)
    elseif s isa Core.ReturnNode
        isdefined(s, :val) || return print(io, "unreachable")
        print(io, "return ")
        show_unquoted(io, s.val)
    elseif s isa Core.EnterNode
        print(io, "enter ", target(s.catch_dest))
        if isdefined(s, :scope)
            print(io, " with scope ")
            show_unquoted(io, s.scope)
        end
    elseif s isa Core.PhiNode
        print(io, "φ (")
        for (i, from) in enumerate(s.edges)
            i > 1 && print(io, ", ")
            print(io, target(Int(from)), " => ")
            isassigned(s.values, i) ? show_unquoted(io, s.values[i]) : print(io, undef_ref_str)
        end
        print(io, ')')
    elseif s isa Core.PhiCNode
        print(io, "φᶜ (")
        show_list(io, s.values, ", ", 0)
        print(io, ')')
    elseif s isa Core.PiNode
        print(io, "π (")
        show_unquoted(io, s.val)
        print(io, ", ", s.typ, ')')
    elseif s isa Core.UpsilonNode
        print(io, "ϒ (")
        isdefined(s, :val) ? show_unquoted(io, s.val) : print(io, undef_ref_str)
        print(io, ')')
    elseif isexpr(s, :invoke) && length(s.args) >= 2 && s.args[1] isa Core.MethodInstance
        types = unwrap_unionall(s.args[1].specTypes).parameters
        print(io, "invoke ")
        show_unquoted(io, s.args[2])
        print(io, '(')
        for (i, arg) in enumerate(s.args[3:end])
            i > 1 && print(io, ", ")
            show_unquoted(io, arg)
            i < length(types) && print(io, "::", types[i + 1])
        end
        print(io, ')')
    else
        show_unquoted(io, s, 0, prec, 0)
    end
    return nothing
end
const _StatementNode = Union{Core.GotoNode, Core.GotoIfNot, Core.ReturnNode, Core.EnterNode, Core.PhiNode, Core.PhiCNode, Core.PiNode,
                             Core.UpsilonNode}
show_unquoted(io::IO, s::_StatementNode, indent::Int, prec::Int, quote_level::Int) =
    _show_statement_node(io, s, prec, i -> string('%', i))
show(io::IO, x::Union{_StatementNode, Core.SSAValue, Core.SlotNumber, Core.Argument}) =
    show_unquoted_quote_expr(io, x, 0, -1, 0)

_shows_type(@nospecialize(s)) = !(s isa Union{Core.GotoNode, Core.GotoIfNot, Core.ReturnNode, Core.EnterNode}) &&
    !(s isa Expr && s.head in (:gc_preserve_begin, :gc_preserve_end, :meta, :leave))

# Where the statement is from, if it is from somewhere.
function _code_location(src::Core.CodeInfo, i::Int)
    loc = i <= length(src.codelocs) ? Int(src.codelocs[i]) : 0
    loc == 0 && return nothing
    node = src.linetable[loc]
    line = Int(node.line)
    return string("@ ", node.file, line == 0 ? "" : string(':', line), " within `", node.method, '`')
end

function show(io::IO, src::Core.CodeInfo; debuginfo::Symbol = :source)
    code = src.code
    starts = _block_starts(code)
    block_of(i) = searchsortedlast(starts, i)
    preds = zeros(Int, length(starts))
    used = BitSet()
    for (i, s) in enumerate(code)
        _used_values!(used, s)
        for target in _jump_targets(s)
            preds[block_of(target)] += 1
        end
        _falls_through(s) && insorted(i + 1, starts) && (preds[block_of(i + 1)] += 1)
    end
    types = src.ssavaluetypes
    digits_ = ndigits(length(starts))
    width = isempty(used) ? 0 : ndigits(maximum(used))
    inner = IOContext(io, :SOURCE_SLOTNAMES => _slot_texts(src))
    println(io, "CodeInfo(")
    last_place = nothing
    for (i, s) in enumerate(code)
        block = block_of(i)
        isfirst = starts[block] == i
        islast = i == length(code) || block_of(i + 1) != block
        if debuginfo === :source
            place = _code_location(src, i)
            if place !== nothing && place != last_place
                println(io, isfirst ? " " : "│", " "^(digits_ + 2), place)
                last_place = place
            end
        end
        if isfirst
            text = string(block)
            print(io, text, ' ', preds[block] > 1 ? '┄' : '─', "─"^(digits_ - length(text)), ' ')
        else
            print(io, islast ? string('└', "─"^(digits_ + 1), ' ') : string('│', " "^(digits_ + 2)))
        end
        print(io, i in used ? rpad(string('%', i), width + 2) * "= " : " "^(width + 4))
        typed = types isa Vector{Any} && _shows_type(s)
        _show_statement_node(inner, s, typed ? operator_precedence(:(::)) : 0, i -> string('#', block_of(i)))
        typed && print(inner, "::", types[i])
        println(io)
    end
    print(io, ')')
    return nothing
end

# Forgets where the statements are from.
function remove_linenums!(src::Core.CodeInfo)
    fill!(src.codelocs, 0)
    return src
end

# Running the expression of a test so that a failure can tell the values that took part.

# The values in place of the operands, as an expression to print; whether all comparisons hold.
function eval_test_comparison(comparison::Expr, quoted::Expr, source::LineNumberNode, negate::Bool = false)
    operands = comparison.args
    shown = quoted.args
    result = true
    for i in 1:2:length(operands) - 2
        a, op, b = operands[i], operands[i + 1], operands[i + 2]
        result && (result = op(a, b))
        shown[i], shown[i + 2] = a, b
    end
    return _returned(result, quoted, source, negate)
end
function eval_test_function(func, args, kwargs::NamedTuple, quoted_func::Union{Expr, Symbol}, source::LineNumberNode, negate::Bool = false)
    result = func(args...; kwargs...)
    call = Expr(:call, quoted_func, args...)
    suffix = ""
    if quoted_func === :≈ && !isempty(kwargs) && result === false
        # it is shown as an operator, which has no place for keywords
        suffix = string(" (", join(("$k=$v" for (k, v) in pairs(kwargs)), ", "), ")")
    elseif !isempty(kwargs)
        insert!(call.args, 2, Expr(:parameters, (Expr(:kw, k, v) for (k, v) in pairs(kwargs))...))
    end
    return _returned(result, call, source, negate, suffix)
end
# What failed is kept as text, the values shortened.
function _returned(result, quoted::Expr, source::LineNumberNode, negate::Bool, suffix::String = "")
    if negate
        result = !result
        quoted = Expr(:call, :!, quoted)
    end
    return Returned(result, result === true ? quoted : sprint(print, quoted; context = :limit => true) * suffix, source)
end

const DISPLAY_FAILED = (:isequal, :isapprox, :≈, :occursin, :startswith, :endswith, :isempty, :contains)

# Is it written between its operands, without dots or splats?
_is_infix(op) = op isa Symbol && Base.isoperator(op) && !startswith(String(op), '.')

# Code that runs the expression and gives a Returned.
function get_test_result(ex, source)
    negate = QuoteNode(false)
    orig = ex
    # !f(x) is looked into
    if Meta.isexpr(ex, :call, 2) && ex.args[1] === :!
        inner = ex.args[2]
        if Meta.isexpr(inner, :call) && length(inner.args) >= 2 && !(inner.args[1] === :!)
            ex = inner
            negate = QuoteNode(true)
        end
    end
    # a == b is a comparison
    if Meta.isexpr(ex, :call, 3) && _is_infix(ex.args[1]) && !any(a -> Meta.isexpr(a, :...) || Meta.isexpr(a, :kw), ex.args) &&
        (ex.args[1] === :(==) || Base.operator_precedence(ex.args[1]) == Base._prec_comparison)
        ex = Expr(:comparison, ex.args[2], ex.args[1], ex.args[3])
    elseif (ex isa Expr && ex.head in (:<:, :>:)) && length(ex.args) == 2
        ex = Expr(:comparison, ex.args[1], ex.head, ex.args[2])
    end
    if Meta.isexpr(ex, :comparison) && !any(op -> op isa Symbol && startswith(String(op), '.'), ex.args[2:2:end])
        terms = map(esc, ex.args)
        shown = Expr(:comparison, map(a -> QuoteNode(a), ex.args)...)
        return :(eval_test_comparison(Expr(:comparison, $(terms...)), Expr(:comparison, $(shown.args...)), $(QuoteNode(source)), $negate))
    end
    if Meta.isexpr(ex, :call) && ex.args[1] in DISPLAY_FAILED
        positional = Any[]
        keywords = Any[]
        for a in ex.args[2:end]
            if Meta.isexpr(a, :parameters)
                for p in a.args
                    push!(keywords, p)
                end
            elseif Meta.isexpr(a, :kw) || Meta.isexpr(a, :(=))
                push!(keywords, Expr(:kw, a.args...))
            else
                push!(positional, a)
            end
        end
        args = Expr(:tuple, map(esc, positional)...)
        kwargs = Expr(:tuple, Expr(:parameters, map(_keyword, keywords)...))
        return :(eval_test_function($(esc(ex.args[1])), $args, $kwargs, $(QuoteNode(ex.args[1])), $(QuoteNode(source)), $negate))
    end
    return :(Returned($(esc(orig)), nothing, $(QuoteNode(source))))
end
_keyword(k) = Meta.isexpr(k, :kw) ? Expr(:kw, k.args[1], esc(k.args[2])) : k isa Symbol ? Expr(:kw, k, esc(k)) : esc(k)

# The same with exceptions caught.
function _run_code(ex, source)
    return quote
        try
            $(get_test_result(ex, source))
        catch exception
            exception isa InterruptException && rethrow()
            Threw(exception, Base.current_exceptions(), $(QuoteNode(source)))
        end
    end
end

function do_test(result::ExecutionResult, orig_expr)
    if result isa Returned
        value = result.value
        testres = value isa Bool ?
            (value ? Pass(:test, orig_expr, result.data, value, result.source) :
                Fail(:test, orig_expr, result.data, value, nothing, result.source, false)) :
            Error(:test_nonbool, orig_expr, value, nothing, result.source)
    else
        testres = Error(:test_error, orig_expr, result.exception, result.current_exceptions, result.source)
    end
    return record(get_testset(), testres)
end
function do_broken_test(result::ExecutionResult, orig_expr)
    testres = Broken(:test, orig_expr)
    if result isa Returned && result.value === true
        testres = Error(:test_unbroken, orig_expr, result.value, nothing, result.source)
    elseif result isa Returned && !(result.value isa Bool)
        testres = Error(:test_nonbool, orig_expr, result.value, nothing, result.source)
    end
    return record(get_testset(), testres)
end

contains_warn(output::AbstractString, s::Union{AbstractString, Regex}) = occursin(s, output)
contains_warn(output::AbstractString, f::Function) = f(output)
contains_warn(output::AbstractString, S::Union{AbstractArray, Tuple}) = all(s -> contains_warn(output, s), S)

function do_test_throws(result::ExecutionResult, orig_expr, extype)
    if !(result isa Threw)
        return record(get_testset(), Fail(:test_throws_nothing, orig_expr, extype, nothing, nothing, result.source, false))
    end
    exc = result.exception
    message_only = false
    if extype isa Type
        # what a macro or a file wraps is looked at too
        success = exc isa extype || exc isa LoadError && !(extype <: LoadError) && exc.error isa extype
    elseif extype isa UndefVarError && !isdefined(extype, :scope)
        # a name without a place means any place
        success = exc isa UndefVarError && exc.var == extype.var
    elseif extype isa Exception || !(exc isa Exception)
        success = exc isa typeof(extype) && all(f -> isequal(getfield(extype, f), getfield(exc, f)), fieldnames(typeof(extype)))
    else
        message_only = true
        exc = sprint(showerror, exc)
        success = contains_warn(exc, extype)
        exc = repr(exc)
        extype isa AbstractString && (extype = repr(extype))
        extype isa Function && (extype = "< match function >")
    end
    testres = success ? Pass(:test_throws, orig_expr, extype, exc, result.source, message_only) :
        Fail(:test_throws_wrong, orig_expr, extype, exc, nothing, result.source, message_only, _stack_text(result.current_exceptions))
    return record(get_testset(), testres)
end

# Unicode: normal forms, graphemes and the like, as Base has them inside.
module Unicode

export graphemes, isequal_normalized, julia_chartransform
import Base.Unicode: normalize, graphemes, isassigned, islowercase, isuppercase, category_code, julia_chartransform
public isassigned, normalize, julia_chartransform

# The graphemes of a range, as a substring.
function graphemes(s::AbstractString, r::AbstractUnitRange{<:Integer})
    m, n = Int(first(r)), Int(last(r))
    m > 0 || throw(ArgumentError("starting index $m is not ≥ 1"))
    n < m && return SubString(s, 1, 0)
    from = 1
    k = 0
    for g in graphemes(s)
        k += 1
        if k == m
            start = from
            stop = from + ncodeunits(g)
            while k < n
                # the rest of the range
                rest = SubString(s, stop)
                isempty(rest) && throw(BoundsError(s, r))
                stop += ncodeunits(first(graphemes(rest)))
                k += 1
            end
            return SubString(s, start, prevind(s, stop))
        end
        from += ncodeunits(g)
    end
    throw(BoundsError(s, r))
end
function isequal_normalized(a::AbstractString, b::AbstractString; casefold::Bool = false, stripmark::Bool = false, chartransform = identity)
    f(s) = normalize(s; decompose = true, compose = false, casefold, stripmark, chartransform)
    return f(a) == f(b)
end

end

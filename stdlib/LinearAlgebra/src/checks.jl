# Checks that the chapters share.

"The order of a square matrix; anything else is a `DimensionMismatch`."
function checksquare(A)
    m, n = size(A)
    m == n || throw(DimensionMismatch(string("matrix is not square: dimensions are ", size(A))))
    return m
end

function checksquare(A...)
    orders = Int[]
    for a in A
        m, n = size(a)
        m == n || throw(DimensionMismatch(string("matrix is not square: dimensions are ", size(a))))
        push!(orders, m)
    end
    return orders
end

function char_uplo(uplo::Symbol)
    uplo === :U && return 'U'
    uplo === :L && return 'L'
    throw_uplo()
end
char_uplo(uplo::AbstractChar) = uplo == 'U' || uplo == 'L' ? Char(uplo) : throw_uplo()
sym_uplo(uplo::Char) = uplo == 'U' ? :U : uplo == 'L' ? :L : throw_uplo()
throw_uplo() = throw(ArgumentError("uplo argument must be either :U (upper) or :L (lower)"))

checkpositivedefinite(info) = info == 0 || throw(PosDefException(info))
checknonsingular(info) = info == 0 || throw(SingularException(info))

# Nothing in the matrix may be NaN or infinite where an iteration would never end.
function chkfinite(A)
    for a in A
        isfinite(a) || throw(ArgumentError("matrix contains Infs or NaNs"))
    end
    return true
end

# The types that sums of products and quotients have.
matprod(x, y) = x * y + x * y
matdiv(x, y) = (t = x / y; t + t)

# A zero that is not an element: of the element's type where there is one.
_zero_of(A, i, j) = zero(A[i, j])

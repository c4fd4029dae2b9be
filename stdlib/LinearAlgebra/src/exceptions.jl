# What goes wrong in factorizations and solutions.

"A matrix is singular: `info` is the first pivot that is zero."
struct SingularException <: Exception
    info::BlasInt
end

"A matrix is not positive definite (`info`: order of the first bad leading minor; -1: not Hermitian)."
struct PosDefException <: Exception
    info::BlasInt
end

function Base.showerror(io::IO, ex::PosDefException)
    print(io, "PosDefException: matrix is not ", ex.info == -1 ? "Hermitian" : "positive definite", "; Factorization failed.")
end

"Elimination without row exchange met a zero pivot at `info`."
struct ZeroPivotException <: Exception
    info::BlasInt
end

function Base.showerror(io::IO, ex::ZeroPivotException)
    print(io, "ZeroPivotException: factorization encountered one or more zero pivots. Consider switching to a pivoted LU factorization.")
end

"A matrix has not the full rank an operation asks for."
struct RankDeficientException <: Exception
    info::BlasInt
end

"An iteration of a dense kernel did not converge (`info` as LAPACK gives it)."
struct LAPACKException <: Exception
    info::BlasInt
end

# Sylvester's and Lyapunov's equations.

"`sylvester(A, B, C)`: the solution `X` of `A*X + X*B + C = 0`."
function sylvester(A::AbstractMatrix, B::AbstractMatrix, C::AbstractMatrix)
    T = promote_type(eigtype(eltype(A)), eigtype(eltype(B)), eigtype(eltype(C)))
    F, G = _complex_form(A), _complex_form(B)
    Y = _triangular_sylvester(F.T, G.T, -(F.Z' * C * G.Z))
    X = F.Z * Y * G.Z'
    return T <: Real ? convert(Matrix{T}, real(X)) : convert(Matrix{T}, X)
end
# T*Y + Y*S = C with both upper triangular: column by column, from the bottom up.
function _triangular_sylvester(T, S, C)
    Y = copy(C)
    m, n = size(Y)
    for j in 1:n
        for k in 1:j-1, i in 1:m
            Y[i, j] -= Y[i, k] * S[k, j]
        end
        for i in m:-1:1
            x = Y[i, j] / (T[i, i] + S[j, j])
            Y[i, j] = x
            for r in 1:i-1
                Y[r, j] -= T[r, i] * x
            end
        end
    end
    return Y
end
sylvester(a::Union{Real,Complex}, b::Union{Real,Complex}, c::Union{Real,Complex}) = -c / (a + b)

"`lyap(A, C)`: the solution `X` of `A*X + X*A' + C = 0`."
lyap(A::AbstractMatrix, C::AbstractMatrix) = sylvester(A, copy(adjoint(A)), C)
lyap(a::Union{Real,Complex}, c::Union{Real,Complex}) = -c / (2real(a))

# exit code 4
function (@main)(args)
    println("entry ", length(args))
    return 4
end
println("loading")

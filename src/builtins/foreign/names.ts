import {
  isIdentifierCharacter,
  isIdentifierStart,
  isOperator,
  isSyntacticOperator,
  isUnaryAndBinaryOperator,
  isUnaryOperator,
  operatorPrecedence,
} from '../../syntax/index.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** Could the text stand as a name, keywords included? */
function isIdentifier(name: string): boolean {
  const [first, ...rest] = [...name].map((c) => c.codePointAt(0) as number)
  if (first === undefined || name === 'true' || name === 'false') return false
  return isIdentifierStart(first) && rest.every(isIdentifierCharacter)
}

/** Questions about names that the parser's tables answer. */
export const nameFunctions: readonly ForeignEntry[] = [
  foreign('jl_is_operator', ['value'], 'bool', ({ heap }, s) => isOperator(heap.symbolAt(s).name)),
  foreign('jl_is_unary_operator', ['value'], 'bool', ({ heap }, s) => isUnaryOperator(heap.symbolAt(s).name)),
  foreign('jl_is_unary_and_binary_operator', ['value'], 'bool', ({ heap }, s) =>
    isUnaryAndBinaryOperator(heap.symbolAt(s).name),
  ),
  foreign('jl_is_syntactic_operator', ['value'], 'bool', ({ heap }, s) =>
    isSyntacticOperator(heap.symbolAt(s).name),
  ),
  foreign('jl_operator_precedence', ['value'], 'i32', ({ heap }, s) =>
    operatorPrecedence(heap.symbolAt(s).name),
  ),
  foreign('jl_is_identifier', ['value'], 'bool', ({ heap }, s) => isIdentifier(heap.symbolAt(s).name)),
]

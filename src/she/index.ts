// Somewhat homomorphic encryption for the preprocessing: local algorithms, no protocol.
export { answerInto, answerSumInto } from './answer.js';
export { decryptCiphertextInto, decryptInto } from './decrypt.js';
export { polynomialToSlotsInto, slotsToPolynomialInto } from './encoding.js';
export { drawRandomnessInto, encryptInto, Randomness } from './encrypt.js';
export { Answer, Ciphertext, Multiplier, Operand, Product } from './forms.js';
export { generatePublicKey, generateSecretKey, type PublicKey, type SecretKey } from './keys.js';
export { addCiphertextsInto, multiplierInto, multiplyAddInto, operandInto } from './multiply.js';
export {
  addWitnessesInto,
  CHALLENGES,
  type Challenge,
  commitInto,
  drawMaskInto,
  isAcceptable,
  OPENING_BYTES,
  Opening,
  recommitInto,
} from './opening.js';
export { DEGREE, MAX_PRODUCTS, MODULI, PROOF } from './params.js';
export { coefficientsRead, EVERYWHERE, type Reading } from './reading.js';
export { Scheme } from './scheme.js';
export { withSeed } from './seed.js';
export {
  answerBytes,
  ciphertextBytes,
  publicKeyBytes,
  readAnswerInto,
  readCiphertextInto,
  readPublicKey,
  writeAnswer,
  writeCiphertext,
  writePublicKey,
} from './wire.js';

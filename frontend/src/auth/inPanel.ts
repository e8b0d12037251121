import ProofDialog from './ProofDialog'
import Refused from './Refused'
import SignInAgain from './SignInAgain'

/** Loaded together by `factors.ts`: each alone is small, and three lists of chunks are not. */
export const inPanel = { ProofDialog, Refused, SignInAgain }

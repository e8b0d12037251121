import AccessDenied from './AccessDenied'
import SignInAgain from './SignInAgain'
import StepUpDialog from './StepUpDialog'

/** Loaded together by `factors.ts`: each alone is small, and three lists of chunks are not. */
export const inPanel = { StepUpDialog, AccessDenied, SignInAgain }

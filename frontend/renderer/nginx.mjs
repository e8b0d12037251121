// nginx as a child: its policies follow the pages, and it ends with us, or we with it.
import { spawn } from 'node:child_process'

/** Starts it in the foreground; `ended(code)` is called when it is gone. */
export function startNginx(ended) {
  const child = spawn('nginx', ['-g', 'daemon off;'], { stdio: 'inherit' })
  child.on('error', (error) => {
    console.error(`nginx: ${error.message}`)
    ended(1)
  })
  child.on('exit', (code) => ended(code ?? 1))
  return {
    /** Reads its configuration again; open connections are served to their end. */
    reload: () => child.kill('SIGHUP'),
    stop: () => child.kill('SIGQUIT'),
  }
}

import { createServer, type Server } from "node:net";

/** Programs of somebody else that sit on the ports a node would give out next. */
export class PortBlockers {
  private readonly servers: Server[] = [];

  /** Take every free port of the node that hands out ports like this address's one. */
  async take(address: string, count: number): Promise<void> {
    const { hostname, port } = new URL(address);
    const first = Math.floor(Number(port) / 500) * 500;
    for (let offset = 0; offset < count; offset += 1) await this.sit(hostname, first + offset);
  }

  async leave(): Promise<void> {
    const gone = this.servers.map((server) => new Promise((done) => server.close(done)));
    this.servers.length = 0;
    await Promise.all(gone);
  }

  private sit(host: string, port: number): Promise<void> {
    return new Promise((done) => {
      const server = createServer((socket) => socket.destroy());
      server.once("error", () => done());
      server.listen(port, host, () => {
        this.servers.push(server);
        done();
      });
    });
  }
}

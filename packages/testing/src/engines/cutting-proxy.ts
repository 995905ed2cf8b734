import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** Where a proxy passes connections on to. */
export type ProxyDestination = { readonly port: number } | { readonly path: string };

/** A way over TCP to a server, which can be cut: a network as it is on a bad day. */
export class CuttingProxy {
  readonly port: number;
  /** Bytes of requests so far. */
  sent = 0;
  private readonly server: Server;
  private readonly connections = new Set<Socket>();
  private readonly clients = new Set<Socket>();
  private passed = 0;
  private limit = Infinity;

  private constructor(server: Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(destination: ProxyDestination): Promise<CuttingProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new CuttingProxy(server);
    server.on('connection', (client) => proxy.pass(client, connect(destination)));
    return proxy;
  }

  /** From now on: after so many bytes of answers, every connection is reset, and every later one. */
  cutAfter(bytes: number): void {
    this.passed = 0;
    this.limit = bytes;
  }

  /** Resets every connection that there is; later ones are let through. */
  cutNow(): void {
    for (const client of this.clients) client.resetAndDestroy();
  }

  /** Lets everything through again, by connections that are new: an engine may hold on to one that was about to be reset. */
  mend(): void {
    this.cutAfter(Infinity);
    this.cutNow();
  }

  async stop(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(client: Socket, server: Socket): void {
    this.clients.add(client);
    client.on('close', () => this.clients.delete(client));
    for (const end of [client, server]) {
      this.connections.add(end);
      end.on('error', () => this.cut(client, server));
      end.on('close', () => {
        this.connections.delete(end);
        this.cut(client, server);
      });
    }
    client.on('data', (piece: Buffer) => (this.sent += piece.length));
    client.pipe(server);
    server.on('data', (piece: Buffer) => {
      const allowed = piece.subarray(0, Math.max(0, this.limit - this.passed));
      this.passed += piece.length;
      if (allowed.length < piece.length) client.write(allowed, () => client.resetAndDestroy());
      else if (!client.write(piece)) {
        server.pause();
        client.once('drain', () => server.resume());
      }
    });
    server.on('end', () => client.end());
  }

  private cut(client: Socket, server: Socket): void {
    client.destroy();
    server.destroy();
  }
}

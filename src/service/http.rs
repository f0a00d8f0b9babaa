//! The HTTP server for metrics and health. It has a thread of its own, so that it can answer that the service is stuck.
//! No client can make it hold more than a few kilobytes for more than two seconds.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::debug;

use super::metrics;
use super::shared_status::SharedStatus;

/// The longest head of a request in bytes, and the longest time for one request and its answer.
const MAX_HEAD: usize = 8 * 1024;
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(2);
/// How many clients are served at once; others wait to be accepted.
const MAX_CLIENTS: usize = 32;
/// How long to wait when a client cannot be accepted, mostly for lack of file descriptors.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// Binds the address and serves it for as long as the process lives.
///
/// # Errors
/// If the address cannot be bound or the thread cannot be started.
pub fn start(address: SocketAddr, shared: Arc<SharedStatus>) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let bound = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    super::thread::spawn("http", move || {
        runtime.block_on(async {
            match TcpListener::from_std(listener) {
                Ok(listener) => serve(&listener, &shared).await,
                Err(error) => debug!(%error, "cannot serve metrics"),
            }
        });
    })?;
    Ok(bound)
}

async fn serve(listener: &TcpListener, shared: &Arc<SharedStatus>) {
    let room = Arc::new(Semaphore::new(MAX_CLIENTS));
    loop {
        let place = Arc::clone(&room).acquire_owned().await.expect("nobody closes the semaphore");
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = Arc::clone(shared);
                tokio::spawn(async move {
                    let _ = timeout(EXCHANGE_TIMEOUT, exchange(stream, &shared)).await;
                    drop(place);
                });
            }
            Err(error) => {
                debug!(%error, "cannot let a client in");
                sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

async fn exchange(mut stream: TcpStream, shared: &SharedStatus) -> io::Result<()> {
    let head = read_head(&mut stream).await?;
    let response =
        head.map_or_else(|| Response::plain(431, "the request is too long\n"), |head| respond(&head, shared));
    stream.write_all(response.bytes().as_slice()).await?;
    stream.shutdown().await?;
    // What the client still sends is read and dropped: closing before that could reset the connection and lose the
    // answer.
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

/// Reads the head of a request, up to the empty line after it; returns nothing if it is too long.
async fn read_head(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        let read = stream.read(&mut buffer).await?;
        head.extend_from_slice(&buffer[..read]);
        let ended = head.windows(4).any(|end| end == b"\r\n\r\n") || head.windows(2).any(|end| end == b"\n\n");
        if ended || read == 0 {
            return Ok(Some(head));
        }
        if head.len() > MAX_HEAD {
            return Ok(None);
        }
    }
}

#[derive(Debug)]
struct Response {
    code: u16,
    body: String,
    /// The request was HEAD: everything but the body is sent.
    head_only: bool,
}

impl Response {
    fn plain(code: u16, body: impl Into<String>) -> Self {
        Response { code, body: body.into(), head_only: false }
    }

    fn bytes(&self) -> Vec<u8> {
        let phrase = match self.code {
            200 => "OK",
            400 => "Bad Request",
            404 => "Not Found",
            405 => "Method Not Allowed",
            431 => "Request Header Fields Too Large",
            _ => "Service Unavailable",
        };
        let allow = if self.code == 405 { "Allow: GET, HEAD\r\n" } else { "" };
        let head = format!(
            "HTTP/1.1 {} {phrase}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\n{allow}Connection: close\r\n\r\n",
            self.code,
            self.body.len()
        );
        let body = if self.head_only { "" } else { &self.body };
        [head.as_bytes(), body.as_bytes()].concat()
    }
}

#[expect(clippy::disallowed_methods, reason = "whether a loop is stuck depends on the time")]
fn respond(head: &[u8], shared: &SharedStatus) -> Response {
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let [method, target, version] = words[..] else { return Response::plain(400, "this is not HTTP\n") };
    if !version.starts_with("HTTP/1.") {
        return Response::plain(400, "this is not HTTP/1.1\n");
    }
    if !matches!(method, "GET" | "HEAD") {
        return Response::plain(405, "only GET and HEAD are answered\n");
    }
    let response = match target.split('?').next().unwrap_or_default() {
        "/metrics" => Response::plain(200, metrics::text(&shared.status(), &shared.counters())),
        "/healthz" => match shared.stuck(std::time::Instant::now()) {
            None => Response::plain(200, "ok\n"),
            Some(what) => Response::plain(503, format!("stuck: {what}\n")),
        },
        "/readyz" => {
            let status = shared.status();
            let reason = status.degraded.as_ref().map(|degraded| degraded.reason.as_str());
            match (status.ready, reason) {
                (true, None) => Response::plain(200, "ready\n"),
                (true, Some(reason)) => Response::plain(200, format!("ready, but degraded: {reason}\n")),
                (false, reason) => {
                    Response::plain(503, format!("not ready: {}\n", reason.unwrap_or("starting or stopping")))
                }
            }
        }
        _ => Response::plain(404, "there are /metrics, /healthz and /readyz\n"),
    };
    Response { head_only: method == "HEAD", ..response }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a shared status begins now")]
mod tests {
    use super::*;
    use crate::service::status::{Degraded, Status};
    use std::time::Instant;

    fn code(request: &str, shared: &SharedStatus) -> u16 {
        respond(request.as_bytes(), shared).code
    }

    #[test]
    fn each_request_has_its_answer() {
        let shared = SharedStatus::new(Instant::now());
        assert_eq!(code("GET /readyz HTTP/1.1\r\n\r\n", &shared), 503);
        shared.show(Status { ready: true, ..Status::default() });
        assert_eq!(code("GET /readyz HTTP/1.1\r\n\r\n", &shared), 200);
        let degraded = Degraded { since: String::new(), reason: "disk full".into() };
        shared.show(Status { degraded: Some(degraded), ..Status::default() });
        assert_eq!(respond(b"GET /readyz HTTP/1.0\n\n", &shared).body, "not ready: disk full\n");
        assert_eq!(code("GET /healthz HTTP/1.1\r\n\r\n", &shared), 200);
        assert!(respond(b"GET /metrics?x=1 HTTP/1.1\r\n\r\n", &shared).body.contains("copydesk_degraded 1"));
        let head = respond(b"HEAD /metrics HTTP/1.1\r\n\r\n", &shared);
        assert!(head.bytes().ends_with(b"\r\n\r\n") && !head.body.is_empty());
        assert_eq!(code("POST /metrics HTTP/1.1\r\n\r\n", &shared), 405);
        assert_eq!(code("GET /../etc/passwd HTTP/1.1\r\n\r\n", &shared), 404);
        for wrong in ["", "\0\0\0", "GET /metrics", "GET /metrics HTTP/2 x\n\n", "GET /metrics SPDY\n\n"] {
            assert_eq!(code(wrong, &shared), 400, "{wrong:?}");
        }
    }

    #[test]
    fn a_loop_that_stands_still_is_told_of() {
        let start = Instant::now();
        let shared = SharedStatus::new(start);
        let later = start + super::super::shared_status::STUCK_AFTER * 2;
        shared.loop_turned(later);
        assert!(shared.stuck(later).unwrap().contains("publishing"));
        shared.commit_turned(later);
        assert_eq!(shared.stuck(later), None);
    }
}

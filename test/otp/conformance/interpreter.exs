# Performs scripts on the real Erlang: elixir interpreter.exs SCRIPTS, a file that evaluates to a list of
# %{script: script, orders: [order], runs: n}. Prints a line "id<TAB>outcome" for each run.

:logger.set_primary_config(:level, :none)

defmodule Conformance.Text do
  def reason({%{__exception__: true}, stack}) when is_list(stack), do: "crashed"
  def reason({reason, {_, _, args}}) when is_list(args), do: reason(reason)
  def reason(reason) when is_atom(reason), do: Atom.to_string(reason)
  def reason(_), do: "crashed"

  def message({:m, text}, _), do: text
  def message({:EXIT, pid, reason}, ctx), do: "EXIT #{name(pid, ctx)} #{reason(reason)}"

  def message({:DOWN, _, _, {name, node}, reason}, ctx) when node == node(),
    do: "DOWN #{unname(name, ctx)} #{reason(reason)}"

  def message({:DOWN, _, _, pid, reason}, ctx), do: "DOWN #{name(pid, ctx)} #{reason(reason)}"
  def message({:register, _, key, pid, value}, ctx), do: "register #{key} #{name(pid, ctx)} #{value}"
  def message({:unregister, _, key, pid}, ctx), do: "unregister #{key} #{name(pid, ctx)}"
  def message({ref, value}, _) when is_reference(ref), do: "reply #{value}"
  def message(_, _), do: "?"

  def name(pid, ctx) do
    case Enum.find(ctx.pids, fn {_, other} -> other == pid end) do
      {name, _} -> name
      nil -> Process.get({:task, pid}, "?")
    end
  end

  def unname(name, ctx), do: String.replace_prefix(Atom.to_string(name), "r#{ctx.run}_", "")
end

defmodule Conformance.Log do
  def add(run, process, text) do
    :ets.insert(:log, {{run, process, :erlang.unique_integer([:monotonic])}, text})
  end

  def read(run) do
    for [process, text] <- :ets.select(:log, [{{{run, :"$1", :_}, :"$2"}, [], [[:"$1", :"$2"]]}]),
        reduce: %{},
        do: (logs -> Map.update(logs, process, [text], &(&1 ++ [text])))
  end
end

defmodule Conformance.Server do
  use GenServer
  alias Conformance.{Log, Text}

  def init(%{setup: setup} = arg) do
    Process.flag(:trap_exit, setup.trap)
    state = %{n: 0, waiting: [], name: arg.name, run: arg.run, unit: arg.unit, ctx: %{pids: %{}, run: arg.run}}

    case setup.first do
      "nothing" -> {:ok, state}
      "continue" -> {:ok, state, {:continue, :c}}
      "idle" -> {:ok, state, arg.unit}
    end
  end

  defp log(state, text), do: Log.add(state.run, state.name, text)

  def handle_call(request, from, state) do
    log(state, "call #{request}")
    n = state.n

    case request do
      "get" -> {:reply, n, state}
      "inc" -> {:reply, n + 1, %{state | n: n + 1}}
      "later" -> {:noreply, %{state | waiting: state.waiting ++ [from]}}
      "stop" -> {:stop, :normal, n, state}
      "shutdown" -> {:stop, :shutdown, state}
      "boom" -> raise "boom"
      "continue" -> {:reply, n, state, {:continue, :c}}
      "idle" -> {:reply, n, state, state.unit}
      "poll" -> {:reply, n, state, 0}
      "slow" -> Process.sleep(2 * state.unit); {:reply, n, state}
      "early" -> GenServer.reply(from, n); {:noreply, %{state | n: n + 1}}
    end
  end

  def handle_cast(message, state) do
    log(state, "cast #{message}")
    n = state.n

    case message do
      "inc" -> {:noreply, %{state | n: n + 1}}
      "flush" -> Enum.each(state.waiting, &GenServer.reply(&1, n)); {:noreply, %{state | waiting: []}}
      "stop" -> {:stop, :bye, state}
      "boom" -> raise "boom"
      "continue" -> {:noreply, state, {:continue, :c}}
      "idle" -> {:noreply, state, state.unit}
      "poll" -> {:noreply, state, 0}
    end
  end

  def handle_continue(_, state) do
    log(state, "continue")
    {:noreply, %{state | n: state.n + 10}}
  end

  def handle_info(:timeout, state), do: (log(state, "timeout"); {:noreply, state})

  def handle_info(message, state) do
    text =
      case message do
        {:EXIT, _, reason} -> "EXIT #{Text.reason(reason)}"
        other -> Text.message(other, state.ctx)
      end

    log(state, text)
    {:noreply, state}
  end

  def terminate(reason, state), do: log(state, "terminate #{Text.reason(reason)}")
end

defmodule Conformance.Child do
  use GenServer
  alias Conformance.{Log, Text}

  def start_link(arg), do: GenServer.start_link(__MODULE__, arg)

  def init(%{setup: setup} = arg) do
    Process.flag(:trap_exit, setup.trap)
    start = :ets.update_counter(:starts, {arg.run, setup.id}, 1, {{arg.run, setup.id}, 0})

    if start in setup.refuses do
      Log.add(arg.run, "sup", "#{setup.id} refuses")
      {:stop, :refused}
    else
      Log.add(arg.run, "sup", "#{setup.id} starts")
      {:ok, arg}
    end
  end

  def handle_cast("boom", _), do: raise("boom")
  def handle_cast({"stop", reason}, arg), do: {:stop, reason, arg}
  def handle_info(_, arg), do: {:noreply, arg}

  def terminate(reason, arg) do
    if arg.setup.terminates > 0, do: Process.sleep(arg.setup.terminates * arg.unit)
    Log.add(arg.run, "sup", "#{arg.setup.id} terminates #{Text.reason(reason)}")
  end
end

defmodule Conformance.Process do
  alias Conformance.{Log, Text}

  def run(instructions, name, ctx) do
    receive do
      {:go, pids} ->
        all(instructions, name, %{ctx | pids: pids})
        # With an order: lets others find it alive.
        if ctx.order && ctx.mode == 1, do: Process.sleep((map_size(ctx.order) + 2) * ctx.step)
    end
  end

  def all(instructions, name, ctx) do
    for {instruction, index} <- Enum.with_index(instructions) do
      wait(ctx, name, index)
      step(instruction, name, ctx)
    end

    :ok
  end

  # Varies the interleaving, or follows an order.
  defp wait(%{order: nil, mode: mode}, _, _) do
    case mode do
      0 -> :ok
      1 -> if :rand.uniform(2) == 1, do: :erlang.yield()
      2 -> spin(:rand.uniform(2000))
      3 -> if :rand.uniform(3) == 1, do: Process.sleep(:rand.uniform(3) - 1), else: spin(:rand.uniform(200))
      4 -> Process.sleep(:rand.uniform(4) - 1)
    end
  end

  defp wait(%{order: order, start: start, step: step}, name, index) do
    with rank when rank != nil <- Map.get(order, [name, index]) do
      left = start + rank * step - :erlang.monotonic_time(:millisecond)
      if left > 0, do: Process.sleep(left)
    end
  end

  defp spin(0), do: :ok
  defp spin(n), do: spin(n - 1)

  defp log(ctx, name, text), do: Log.add(ctx.run, name, text)
  defp pid(ctx, process), do: ctx.pids[process] || Process.get({:pid, process})
  defp atom(ctx, name), do: String.to_atom("r#{ctx.run}_#{name}")
  defp time(_, "infinity"), do: :infinity
  defp time(ctx, units), do: units * ctx.unit

  defp step(["send", to, text], _, ctx), do: send(pid(ctx, to), {:m, text})

  defp step(["receive", units], name, ctx) do
    receive do
      message -> log(ctx, name, Text.message(message, ctx))
    after
      time(ctx, units) -> log(ctx, name, "nothing")
    end
  end

  defp step(["take", text, units], name, ctx) do
    receive do
      {:m, ^text} -> log(ctx, name, text)
    after
      time(ctx, units) -> log(ctx, name, "no #{text}")
    end
  end

  defp step(["takeExit", units], name, ctx) do
    receive do
      {:EXIT, _, _} = message -> log(ctx, name, Text.message(message, ctx))
    after
      time(ctx, units) -> log(ctx, name, "nothing")
    end
  end

  defp step(["link", process], name, ctx) do
    try do
      Process.link(pid(ctx, process))
    rescue
      _ -> log(ctx, name, "noproc")
    end
  end

  defp step(["unlink", process], _, ctx), do: Process.unlink(pid(ctx, process))

  defp step(["monitor", process], _, ctx),
    do: Process.put({:ref, process}, Process.monitor(pid(ctx, process)))

  defp step(["demonitor", process], _, _) do
    ref = Process.get({:ref, process})
    if ref, do: Process.demonitor(ref)
  end

  defp step(["exit", reason], _, _), do: exit(String.to_atom(reason))
  defp step(["exitTo", process, reason], _, ctx), do: Process.exit(pid(ctx, process), String.to_atom(reason))
  defp step(["trap", value], _, _), do: Process.flag(:trap_exit, value)
  defp step(["alive", process], name, ctx), do: log(ctx, name, "#{process} #{Process.alive?(pid(ctx, process))}")
  defp step(["sleep", units], _, ctx), do: Process.sleep(units * ctx.unit)
  defp step(["boom"], _, _), do: raise("boom")

  defp step(["registerName", n], name, ctx) do
    try do
      Process.register(self(), atom(ctx, n))
      log(ctx, name, "has #{n}")
    rescue
      _ -> log(ctx, name, "#{n} is taken")
    end
  end

  defp step(["whereisName", n], name, ctx) do
    pid = Process.whereis(atom(ctx, n))
    log(ctx, name, "#{n} is #{if pid, do: Text.name(pid, ctx), else: "free"}")
  end

  defp step(["sendName", n, text], _, ctx), do: send({atom(ctx, n), node()}, {:m, text})
  defp step(["monitorName", n], _, ctx), do: Process.monitor(atom(ctx, n))

  defp step(["call", server, request, units], name, ctx) do
    outcome(name, ctx, fn -> "reply #{GenServer.call(pid(ctx, server), request, time(ctx, units))}" end)
  end

  defp step(["cast", server, message], _, ctx), do: GenServer.cast(pid(ctx, server), message)

  defp step(["stop", server, reason], name, ctx) do
    outcome(name, ctx, fn -> GenServer.stop(pid(ctx, server), String.to_atom(reason)); "stopped" end)
  end

  defp step(["exitChild", id, reason], name, ctx) do
    child(id, name, ctx, &Process.exit(&1, String.to_atom(reason)))
  end

  defp step(["crashChild", id], name, ctx), do: child(id, name, ctx, &GenServer.cast(&1, "boom"))

  defp step(["stopChild", id, reason], name, ctx) do
    child(id, name, ctx, &GenServer.cast(&1, {"stop", String.to_atom(reason)}))
  end

  defp step(["terminateChild", id], name, ctx), do: ask(name, ctx, &Supervisor.terminate_child(&1, id))
  defp step(["restartChild", id], name, ctx), do: ask(name, ctx, &Supervisor.restart_child(&1, id))
  defp step(["deleteChild", id], name, ctx), do: ask(name, ctx, &Supervisor.delete_child(&1, id))

  defp step(["countChildren"], name, ctx) do
    outcome(name, ctx, fn ->
      counts = Supervisor.count_children(pid(ctx, "sup"))
      "#{counts.active} of #{counts.specs}"
    end)
  end

  defp step(["stopSupervisor", reason], name, ctx) do
    outcome(name, ctx, fn -> Supervisor.stop(pid(ctx, "sup"), String.to_atom(reason)); "stopped" end)
  end

  defp step(["async", task, body], name, ctx) do
    started = Task.async(fn -> all(body, "#{name}/#{task}", ctx); task end)
    Process.put({:started, task}, started)
    Process.put({:pid, task}, started.pid)
    Process.put({:task, started.pid}, task)
  end

  defp step(["await", task, units], name, ctx) do
    outcome(name, ctx, fn -> Task.await(Process.get({:started, task}), time(ctx, units)) end)
  end

  defp step(["yield", task, units], name, ctx) do
    log(ctx, name, result(Task.yield(Process.get({:started, task}), time(ctx, units))))
  end

  defp step(["shutdown", task, how], name, ctx) do
    how = if how == "brutal", do: :brutal_kill, else: time(ctx, how)
    log(ctx, name, result(Task.shutdown(Process.get({:started, task}), how)))
  end

  defp step(["register", key, value], name, ctx) do
    log(ctx, name, case Registry.register(ctx.registry, key, value) do
      {:ok, _} -> "has #{key}"
      {:error, {:already_registered, pid}} -> "#{key} is of #{Text.name(pid, ctx)}"
    end)
  end

  defp step(["unregister", key], _, ctx), do: Registry.unregister(ctx.registry, key)

  defp step(["lookup", key], name, ctx) do
    entries = for {pid, value} <- Registry.lookup(ctx.registry, key), do: "#{Text.name(pid, ctx)} #{value}"
    log(ctx, name, "#{key}: #{Enum.join(Enum.sort(entries), " ")}")
  end

  defp step(["keys"], name, ctx) do
    log(ctx, name, "keys #{Enum.join(Enum.sort(Registry.keys(ctx.registry, self())), " ")}")
  end

  defp step(["update", key, value], name, ctx) do
    log(ctx, name, case Registry.update_value(ctx.registry, key, fn _ -> value end) do
      {new, old} -> "#{old} to #{new}"
      :error -> "no #{key}"
    end)
  end

  defp step(["whereisKey", key], name, ctx) do
    case Registry.whereis_name({ctx.registry, key}) do
      :undefined -> log(ctx, name, "#{key} is free")
      pid -> log(ctx, name, "#{key} is #{Text.name(pid, ctx)}")
    end
  end

  defp result({:ok, value}), do: "ok #{value}"
  defp result({:exit, reason}), do: "exit #{Text.reason(reason)}"
  defp result(nil), do: "nil"

  defp outcome(name, ctx, ask) do
    text =
      try do
        ask.()
      catch
        :exit, reason -> "failed #{Text.reason(reason)}"
      end

    log(ctx, name, text)
  end

  defp child(id, name, ctx, act) do
    outcome(name, ctx, fn ->
      case List.keyfind(Supervisor.which_children(pid(ctx, "sup")), id, 0) do
        {_, pid, _, _} when is_pid(pid) -> act.(pid); "#{id} found"
        {_, other, _, _} -> "#{id} #{other}"
        nil -> "no #{id}"
      end
    end)
  end

  defp ask(name, ctx, request) do
    outcome(name, ctx, fn ->
      case request.(pid(ctx, "sup")) do
        :ok -> "ok"
        {:ok, _} -> "ok"
        {:error, reason} when reason in [:not_found, :running, :restarting] -> "error #{reason}"
        {:error, _} -> "error refused"
      end
    end)
  end
end

defmodule Conformance.Run do
  alias Conformance.{Child, Log, Process, Server, Text}

  @unit 30

  def once(script, order, mode) do
    Elixir.Process.flag(:trap_exit, true)
    run = :erlang.unique_integer([:positive])
    ctx = %{run: run, unit: @unit, order: ranks(order), mode: mode, start: 0, step: 2, pids: %{}, registry: nil}
    ctx = %{ctx | start: :erlang.monotonic_time(:millisecond) + 5}
    servers = for {name, setup} <- script.servers || %{}, do: {name, server(name, setup, ctx)}
    sup = if script.supervisor, do: [{"sup", supervisor(script.supervisor, ctx)}], else: []
    ctx = %{ctx | registry: script.registry && registry(script.registry, ctx)}
    spawned = for {name, instructions} <- script.processes, do: {name, spawned(name, instructions, ctx, script.registry)}
    pids = Map.new(servers ++ sup ++ spawned)
    refs = for {name, pid} <- pids, into: %{}, do: {name, Elixir.Process.monitor(pid)}
    # An answer shows that the monitor has arrived.
    for {_, pid} <- pids, do: Elixir.Process.alive?(pid)
    for {_, pid} <- spawned, do: send(pid, {:go, pids})
    for {name, _} <- spawned, do: (receive do {:DOWN, ref, _, _, reason} when ref == :erlang.map_get(name, refs) -> Log.add(run, name, "= #{Text.reason(reason)}") end)
    Elixir.Process.sleep(6 * @unit)
    for {name, _} <- servers ++ sup do
      ref = refs[name]
      text = receive do {:DOWN, ^ref, _, _, reason} -> Text.reason(reason) after 0 -> "alive" end
      Log.add(run, name, "= #{text}")
    end
    Log.read(run) |> Enum.map(fn {name, entries} -> "#{name}: #{Enum.join(entries, ", ")}" end) |> Enum.sort() |> Enum.join("; ")
  end

  defp ranks(nil), do: nil
  defp ranks(order), do: order |> Enum.with_index() |> Map.new()

  defp spawned(name, instructions, ctx, registry) do
    pid = spawn(fn -> Process.run(instructions, name, ctx) end)
    if registry && registry.listener == name, do: Elixir.Process.register(pid, listener(name, ctx))
    pid
  end

  defp listener(name, ctx), do: String.to_atom("r#{ctx.run}_listener_#{name}")

  defp server(name, setup, ctx) do
    {:ok, pid} = GenServer.start(Server, %{setup: setup, name: name, run: ctx.run, unit: ctx.unit})
    pid
  end

  defp supervisor(setup, ctx) do
    children =
      for child <- setup.children do
        %{
          id: child.id,
          start: {Child, :start_link, [%{setup: child, run: ctx.run, unit: ctx.unit}]},
          restart: String.to_atom(child.restart),
          shutdown: shutdown(child.shutdown, ctx)
        }
      end

    strategy = %{"oneForOne" => :one_for_one, "oneForAll" => :one_for_all, "restForOne" => :rest_for_one}[setup.strategy]
    {:ok, pid} = Supervisor.start_link(children, strategy: strategy, max_restarts: setup.maxRestarts)
    pid
  end

  defp shutdown("brutal", _), do: :brutal_kill
  defp shutdown("infinity", _), do: :infinity
  defp shutdown(units, ctx), do: units * ctx.unit

  defp registry(setup, ctx) do
    name = String.to_atom("r#{ctx.run}_registry")
    listeners = if setup.listener, do: [listener(setup.listener, ctx)], else: []
    {:ok, _} = Registry.start_link(keys: String.to_atom(setup.keys), name: name, listeners: listeners)
    name
  end
end

[path] = System.argv()
:ets.new(:log, [:named_table, :public, :ordered_set, write_concurrency: true])
:ets.new(:starts, [:named_table, :public])
{jobs, _} = Code.eval_file(path)

for %{script: script, orders: orders, runs: runs} <- jobs do
  plan = if orders == [], do: for(n <- 1..runs, do: {nil, rem(n, 5)}), else: for(order <- orders, n <- 1..runs, do: {order, rem(n, 2)})

  for batch <- Enum.chunk_every(plan, 50) do
    batch
    |> Enum.map(fn {order, mode} ->
      owner = self()
      spawn(fn -> send(owner, {:outcome, Conformance.Run.once(script, order, mode)}) end)
    end)
    |> Enum.each(fn _ -> receive do {:outcome, outcome} -> IO.puts("#{script.id}\t#{outcome}") end end)
  end
end

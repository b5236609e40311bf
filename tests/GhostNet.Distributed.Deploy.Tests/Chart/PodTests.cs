using System.Globalization;
using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Worker.Configuration;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>The pods, with every file of values.</summary>
public class PodTests
{
    /// <summary>Between the end of the drain and the end of a worker, whatever hangs: see the worker's StopDeadline.</summary>
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Values => [.. RenderedChart.ValueFiles];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_selector_takes_the_pods_of_its_own_object_and_no_others(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.All(rendered.Pods.Where(pod => pod.Selector is not null), owner =>
            Assert.Equal([owner.Name], rendered.Pods.Where(pod => pod.IsTakenBy(owner.Selector!.MatchLabels)).Select(pod => pod.Name)));
        Assert.All(rendered.All<V1PodDisruptionBudget>(), budget =>
            Assert.Equal([$"Deployment {budget.Metadata.Name}"], rendered.Pods.Where(pod => pod.IsTakenBy(budget.Spec.Selector.MatchLabels)).Select(pod => pod.Name)));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Pods_keep_the_restricted_standard_and_a_read_only_root(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.All(rendered.Pods, pod =>
        {
            Assert.True(pod.Spec.SecurityContext.RunAsNonRoot, pod.Name);
            Assert.True(pod.Spec.SecurityContext.RunAsUser > 0, pod.Name);
            Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.Container.SecurityContext.AllowPrivilegeEscalation, pod.Name);
            Assert.True(pod.Container.SecurityContext.ReadOnlyRootFilesystem, pod.Name);
            Assert.Equal(["ALL"], pod.Container.SecurityContext.Capabilities.Drop);
            Assert.Null(pod.Container.SecurityContext.Capabilities.Add);

            // A folder to write to, and secrets, which are read only.
            Assert.All(pod.Spec.Volumes, volume => Assert.True(volume.EmptyDir?.SizeLimit is not null || volume.Secret is not null, volume.Name));
            Assert.Equal(["/tmp"], pod.Container.VolumeMounts.Where(mount => mount.ReadOnlyProperty != true).Select(mount => mount.MountPath));
            Assert.Equal(pod.Spec.Volumes.Select(volume => volume.Name), pod.Container.VolumeMounts.Select(mount => mount.Name));
            Assert.Null(pod.Spec.HostNetwork);
            Assert.Null(pod.Spec.HostPID);
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Nobody_has_rights_in_Kubernetes(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.DoesNotContain(rendered.Objects, o => o is V1Role or V1RoleBinding or V1ClusterRole or V1ClusterRoleBinding or V1Secret);
        Assert.All(rendered.Pods, pod => Assert.False(pod.Spec.AutomountServiceAccountToken, pod.Name));
        Assert.All(rendered.All<V1ServiceAccount>(), account => Assert.False(account.AutomountServiceAccountToken));
        var named = rendered.Pods.Select(pod => pod.Spec.ServiceAccountName).OfType<string>().Distinct();
        Assert.Equal(values == "sas-values.yaml" ? ["ghostnet"] : rendered.All<V1ServiceAccount>().Select(account => account.Metadata.Name), named);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Memory_has_a_limit_and_CPU_has_none(string values) => Assert.All((await RenderedChart.OfFileAsync(values)).Pods, pod =>
    {
        Assert.Contains("memory", pod.Container.Resources.Limits.Keys);
        Assert.DoesNotContain("cpu", pod.Container.Resources.Limits.Keys);
    });

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_silo_has_three_probes_and_each_asks_something_of_its_own(string values) => Assert.All((await RenderedChart.OfFileAsync(values)).Silos, silo =>
    {
        var (startup, ready, live) = (silo.Container.StartupProbe, silo.Container.ReadinessProbe, silo.Container.LivenessProbe);
        Assert.Equal(("/health/startup", "/health/ready", "/health/live"), (startup.HttpGet.Path, ready.HttpGet.Path, live.HttpGet.Path));
        Assert.All([startup, ready, live], probe => Assert.Contains(silo.Container.Ports, port => port.Name == (string)probe.HttpGet.Port));

        // Longer than a board takes to start, and than a hiccup lasts.
        Assert.True(startup.PeriodSeconds * startup.FailureThreshold >= 120);
        Assert.True(live.PeriodSeconds * live.FailureThreshold >= 60);
    });

    [Theory]
    [MemberData(nameof(Values))]
    public async Task The_grace_period_is_longer_than_the_drain_and_the_good_bye(string values) => Assert.All((await RenderedChart.OfFileAsync(values)).Silos, silo =>
        Assert.True(TimeSpan.FromSeconds(silo.Spec.TerminationGracePeriodSeconds!.Value) > SettingsOf(silo).Worker.DrainTimeout + AfterDrain, silo.Name));

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_worker_takes_every_setting_that_it_is_given(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.NotEmpty(rendered.Silos);
        Assert.All(rendered.Silos, silo =>
        {
            var settings = SettingsOf(silo);
            Assert.Equal((ClusteringKind.Redis, "10.0.0.7", "10.0.0.7"), (settings.Clustering, settings.AdvertisedAddress?.ToString(), settings.SiloName));
            Assert.Equal([("silo", settings.SiloPort), ("gateway", settings.GatewayPort), ("health", new Uri(settings.HttpAddress.Replace("*", "any", StringComparison.Ordinal)).Port)], silo.Container.Ports.Select(port => (port.Name, port.ContainerPort)));
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task What_picks_a_pools_nodes_is_what_its_silos_say_of_themselves(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        var pools = rendered.Silos.Where(silo => silo.Labels["app.kubernetes.io/component"] == "model-host").ToList();
        Assert.NotEmpty(pools);
        Assert.All(pools, pool =>
        {
            var picked = pool.Spec.NodeSelector.Where(label => label.Key is not ("kubernetes.io/os" or "kubernetes.io/arch")).ToDictionary();
            var said = SettingsOf(pool).Labels;
            Assert.Equal(picked, picked.Keys.ToDictionary(key => key, key => said.GetValueOrDefault(key)!));
            Assert.Contains(pool.Spec.NodeSelector["kubernetes.io/arch"], (string[])["arm64", "amd64"]);

            // The architecture they find out by themselves; a label could only be wrong.
            Assert.DoesNotContain(pool.Container.Args ?? [], argument => argument.Contains("Labels:arch=", StringComparison.Ordinal));
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Coordinators_take_no_work_and_are_the_ones_that_coordinators_are_drawn_to(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.All(rendered.Silos, silo =>
        {
            var settings = SettingsOf(silo);
            var coordinates = silo.Labels["app.kubernetes.io/component"] == "coordinator";
            Assert.Equal(coordinates, settings.Worker.Threads == 0);
            Assert.Equal(coordinates, settings.Labels.GetValueOrDefault("role") == "coordinator");
            Assert.Equal(coordinates, !silo.Spec.NodeSelector.ContainsKey("kubernetes.io/arch"));
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_silo_that_uses_all_cores_has_no_other_model_host_on_its_node(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        var hosts = rendered.Silos.Where(silo => silo.Labels["app.kubernetes.io/component"] == "model-host").ToList();
        Assert.All(rendered.Silos, silo =>
        {
            var usesAll = !silo.Container.Env.Any(variable => variable.Name == "GhostNet__Worker__Threads");
            var apart = silo.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
            Assert.Equal(usesAll, apart is not null);
            Assert.True(apart is null || hosts.TrueForAll(host => host.IsTakenBy(apart.Single().LabelSelector.MatchLabels)), silo.Name);

            // Its successor would find no node before it is gone.
            Assert.Equal(usesAll ? "0" : "1", (string)((V1Deployment)silo.Owner).Spec.Strategy.RollingUpdate.MaxSurge);
        });
    }

    [Fact]
    public async Task Pools_say_what_they_were_given()
    {
        var rendered = await RenderedChart.OfFileAsync("workload-identity-values.yaml");
        var pools = rendered.All<V1Deployment>().Where(d => d.Metadata.Labels.ContainsKey("ghostnet-distributed/pool")).ToDictionary(d => d.Metadata.Labels["ghostnet-distributed/pool"]);
        Assert.Equal(["arm", "arm-spot", "x64"], pools.Keys);

        // A pool of none is one of none; one with a scaler leaves the number to it; the rest is what all pools have.
        Assert.Equal([null, 0, 2], pools.Values.Select(pool => pool.Spec.Replicas));
        Assert.Equal([35, 20, 35], pools.Values.Select(pool => (int)pool.Spec.Template.Spec.TerminationGracePeriodSeconds!.Value));
        Assert.Equal(["ghostnet", "kubernetes.azure.com/scalesetpriority", "ghostnet"], pools.Values.Select(pool => Assert.Single(pool.Spec.Template.Spec.Tolerations).Key));
        Assert.Equal(["arm64", "arm64", "amd64"], pools.Values.Select(pool => pool.Spec.Template.Spec.NodeSelector["kubernetes.io/arch"]));
        Assert.All(pools.Values, pool => Assert.Equal("batch", pool.Spec.Template.Spec.PriorityClassName));
        var silos = rendered.Silos.ToDictionary(silo => silo.Labels.TryGetValue("ghostnet-distributed/pool", out var pool) ? pool : "coordinator", SettingsOf);
        Assert.Equal((4, 8, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1)), (silos["x64"].Worker.Threads, silos["x64"].Worker.BatchSize, silos["x64"].Worker.DrainTimeout, silos["x64"].Coordinator.LeaseDuration));
        Assert.Equal("spot", silos["arm-spot"].Labels["tier"]);
        Assert.Equal("cache.redis.cache.windows.net:6380,user=ghostnet,password=secret,ssl=true", silos["arm"].Redis);

        var scaler = Assert.Single(rendered.All<V2HorizontalPodAutoscaler>());
        Assert.Equal(pools["arm"].Metadata.Name, scaler.Spec.ScaleTargetRef.Name);
        Assert.Equal((1, 20, 70), (scaler.Spec.MinReplicas, scaler.Spec.MaxReplicas, Assert.Single(scaler.Spec.Metrics).Resource.Target.AverageUtilization));
    }

    [Fact]
    public async Task A_workload_identity_needs_no_secret_and_is_on_the_account_and_the_pods()
    {
        var rendered = await RenderedChart.OfFileAsync("workload-identity-values.yaml");
        Assert.Equal("01234567-89ab-cdef-0123-456789abcdef", Assert.Single(rendered.All<V1ServiceAccount>()).Metadata.Annotations["azure.workload.identity/client-id"]);
        Assert.All(rendered.Pods, pod => Assert.Equal("true", pod.Labels["azure.workload.identity/use"]));
        Assert.All(rendered.Pods, pod => Assert.Equal(["cache"], pod.Container.Env.Select(variable => variable.ValueFrom?.SecretKeyRef?.Name).OfType<string>()));
    }

    [Fact]
    public async Task A_SAS_becomes_a_connection_string_of_its_account()
    {
        var silo = (await RenderedChart.OfFileAsync("sas-values.yaml")).Silos.First();
        Assert.Equal("BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature=secret", SettingsOf(silo).Stores.ConnectionString);
    }

    [Fact]
    public async Task A_drain_of_any_length_is_one_that_a_worker_reads()
    {
        foreach (var seconds in (int[])[0, 61, 3600])
        {
            var rendered = await RenderedChart.OfAsync(3, "--set", string.Create(CultureInfo.InvariantCulture, $"modelHost.drainSeconds={seconds}"));
            Assert.Equal(TimeSpan.FromSeconds(seconds), SettingsOf(rendered.Silos.Last()).Worker.DrainTimeout);
        }
    }

    private static WorkerSettings SettingsOf(RenderedPod silo) => WorkerConfiguration.Of(silo);
}

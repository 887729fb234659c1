/**
 * Device:2.17 of TR-181 without its links (`tr181Links.ts`) and Wi-Fi (`tr181WiFi.ts`), as facts; the form of the lines:
 * `table.ts`. Of what the workflows do not look at, the first level alone.
 */
export const TR181_TABLE = `
.@2.0 s:RootDataModelVersion(:32)@2.4 u:InterfaceStackNumberOfEntries
Services.…@2.0
DeviceInfo.@2.0 s:DeviceCategory*@2.8,Manufacturer(:64),ManufacturerOUI(6:6),ModelName(:64),ModelNumber(:64)@2.8,Description(:256),ProductClass(:64),SerialNumber(:64),HardwareVersion(:64),SoftwareVersion(:64),ActiveFirmwareImage@2.12,BootFirmwareImage!@2.12,AdditionalHardwareVersion*{:64},AdditionalSoftwareVersion*{:64},ProvisioningCode!(:64),HostName!(:255)@2.16 u:UpTime,FirmwareImageNumberOfEntries@2.12,VendorConfigFileNumberOfEntries,ProcessorNumberOfEntries@2.1,LogRotateNumberOfEntries@2.17,VendorLogFileNumberOfEntries@2.1,LocationNumberOfEntries@2.4,DeviceImageNumberOfEntries@2.11,SupportedDataModelNumberOfEntries d:FirstUseDate
ManagementServer.@2.0 s:URL!(:2048),Username!(:256),Password!(:256),ParameterKey(:32),ConnectionRequestURL(:2048),ConnectionRequestUsername!(:256),ConnectionRequestPassword!(:256),KickURL(:2048),DownloadProgressURL(:2048),UDPConnectionRequestAddress(:256),STUNServerAddress!(:256),STUNUsername!(:256),STUNPassword!(:256),InstanceMode![InstanceNumber|InstanceAlias]@2.3,SupportedConnReqMethods*[HTTP|STUN|XMPP]@2.7,ConnReqXMPPConnection!@2.7,ConnReqAllowedJabberIDs!*{#:32}(:256)@2.7,ConnReqJabberID@2.7,HTTPCompressionSupported*[GZIP|Compress|Deflate]@2.7,HTTPCompression!@2.7,LightweightNotificationProtocolsSupported*[UDP]@2.7,LightweightNotificationProtocolsUsed!*@2.7,UDPLightweightNotificationHost!(:256)@2.7 b:EnableCWMP!,PeriodicInformEnable!,UpgradesManaged!,HTTPConnectionRequestEnable!@2.11,STUNEnable!,NATDetected,AliasBasedAddressing@2.3,AutoCreateInstances!@2.3,InstanceWildcardsSupported@2.12 u:PeriodicInformInterval!(1:),DefaultActiveNotificationThrottle!,CWMPRetryMinimumWaitInterval!(1:65535),CWMPRetryIntervalMultiplier!(1000:65535),STUNServerPort!(0:65535),STUNMinimumKeepAlivePeriod!,ManageableDeviceNumberOfEntries,ManageableDeviceNotificationLimit!@2.7,EmbeddedDeviceNumberOfEntries@2.3,VirtualDeviceNumberOfEntries@2.3,LightweightNotificationTriggerInterval!(0:)@2.12,UDPLightweightNotificationPort!@2.7,InformParameterNumberOfEntries@2.8 i:DelayReboot!(-1:)@2.10,STUNMaximumKeepAlivePeriod!(-1:) d:ScheduleReboot!@2.10,PeriodicInformTime!,LightweightNotificationTriggerTime!@2.12
ManagementServer.ManageableDevice.{i}.@2.0 s:Alias!(:64)~x,ManufacturerOUI(6:6),SerialNumber(:64),ProductClass(:64),Host*{:1024}
ManagementServer.AutonomousTransferCompletePolicy.@2.0 s:TransferTypeFilter![Upload|Download|Both],ResultTypeFilter![Success|Failure|Both],FileTypeFilter!*{:1024} b:Enable!
ManagementServer.DownloadAvailability.@2.0
ManagementServer.DownloadAvailability.Announcement.@2.0 s:Status[Disabled|Enabled|Error] b:Enable! u:GroupNumberOfEntries
ManagementServer.DownloadAvailability.Announcement.Group.{i}.+@2.0 s:Alias?(:64)@2.3,Status[Disabled|Enabled|Error],URL!(:2048) b:Enable!
ManagementServer.DownloadAvailability.Query.@2.0 s:Status[Disabled|Enabled|Error],URL!(:2048) b:Enable!
ManagementServer.DUStateChangeComplPolicy.@2.1 s:OperationTypeFilter!*[Install|Update|Uninstall],ResultTypeFilter![Success|Failure|Both],FaultCodeFilter!*[9001|9003|9012|9013|9015|9016|9017|9018|9022|9023|9024|9025|9026|9027|9028|9029|9030|9031|9032] b:Enable!
ManagementServer.EmbeddedDevice.{i}.@2.3 s:ControllerID(:256),ProxiedDeviceID(:256),Reference,SupportedDataModel*,Host*{#:32},ProxyProtocol[Z-Wave|ZigBee|UPnP-DM|ETSI-M2M],ProxyProtocolReference@2.6,DiscoveryProtocol*[Z-Wave|ZigBee|UPnP|ETSI-M2M]@2.6,DiscoveryProtocolReference*@2.6,CommandProcessed[Pending|Retrying|Success|Error],CommandProcessingErrMsg(:1024) d:LastSyncTime
ManagementServer.VirtualDevice.{i}.@2.3 s:ManufacturerOUI(6:6),ProductClass(:64),SerialNumber(:64),Host*{#:32},ProxyProtocol[Z-Wave|ZigBee|UPnP-DM|ETSI-M2M],ProxyProtocolReference@2.6,DiscoveryProtocol*[Z-Wave|ZigBee|UPnP|ETSI-M2M]@2.6,DiscoveryProtocolReference*@2.6
ManagementServer.StandbyPolicy.@2.7 b:NotifyMissedScheduled!,NetworkAwarenessCapable,SelfTimerCapable,CRAwarenessRequested!,PeriodicAwarenessRequested!,ScheduledAwarenessRequested! i:CRUnawarenessMaxDuration!(-1:),MaxMissedPeriodic!(-1:)
ManagementServer.InformParameter.{i}.+@2.8 s:Alias?(:64),ParameterName!(:256),EventList!* b:Enable!
ManagementServer.HeartbeatPolicy.@2.12 b:Enable! u:ReportingInterval!(30:) d:InitiationTime!
DeviceInfo.VendorConfigFile.{i}.@2.0 s:Alias?(:64),Name(:64),Version(:16),Description(:256) b:UseForBackupRestore@2.7 d:Date
DeviceInfo.MemoryStatus.@2.0 u:Total,Free,TotalPersistent@2.15,FreePersistent@2.15
DeviceInfo.ProcessStatus.@2.0 u:CPUUsage(:100),ProcessNumberOfEntries
DeviceInfo.ProcessStatus.Process.{i}.@2.0 s:Command(:256),State[Running|Sleeping|Stopped|Idle|Uninterruptible|Zombie] u:PID,Size,Priority(:99),CPUTime
DeviceInfo.TemperatureStatus.@2.0 u:TemperatureSensorNumberOfEntries
DeviceInfo.TemperatureStatus.TemperatureSensor.{i}.@2.0 s:Alias?(:64)@2.3,Status[Disabled|Enabled|Error],Name(:256) b:Enable!,Reset! u:PollingInterval!@2.1 i:Value(-274:),MinValue(-274:),MaxValue(-274:),LowAlarmValue!(-274:),HighAlarmValue!(-274:) d:ResetTime,LastUpdate,MinTime,MaxTime,LowAlarmTime,HighAlarmTime
DeviceInfo.NetworkProperties.@2.0 s:TCPImplementation*[Tahoe|Reno|New Reno|Vegas] u:MaxTCPWindowSize
DeviceInfo.Processor.{i}.@2.1 s:Alias?(:64)@2.3,Architecture[arm|i386|m68010|m68k|mipseb|mipsel|powerpc|sh3eb|sh3el|x86_64]
DeviceInfo.LogRotate.{i}.+@2.17 s:Alias?(:64),Name!,Compression![None|GZIP|BZIP2|LZO|XZ|ZSTD] b:Enable! u:NumberOfFiles!(1:),MaxFileSize!,RollOver!,Retention!,LogFileNumberOfEntries
DeviceInfo.LogRotate.{i}.LogFile.{i}.@2.17 s:Alias?(:64),Name(:64) u:Size d:LastChange
DeviceInfo.VendorLogFile.{i}.@2.1 s:Alias?(:64),Name(:64) b:Persistent u:MaximumSize
DeviceInfo.Location.{i}.+@2.4 s:Source[GPS|AGPS|Manual|External],ExternalSource,ExternalProtocol[|CWMP|USP|OMA-DM|SNMP|UPnP|HELD|DHCPv4|DHCPv6|LLDP-MED|MLP|Other],DataObject!(:1200) d:AcquiredTime
DeviceInfo.DeviceImageFile.{i}.@2.11 s:Alias?(:64),Location[Front|Back|Left|Right|Top|Bottom] 6:Image
DeviceInfo.FirmwareImage.{i}.@2.12 s:Alias?(:64),Name(:64),Version(:64),Status[NoImage|Active|Downloading|Validating|Available|DownloadFailed|ValidationFailed|InstallationFailed|ActivationFailed],BootFailureLog b:Available!
DeviceInfo.KernelFaults.@2.17 s:StoragePath u:LastUpgradeCount,PreviousBootCount,MinFreeSpace!,MaxKernelFaultEntries!,KernelFaultNumberOfEntries
DeviceInfo.KernelFaults.KernelFault.{i}.@2.17 s:Alias!(:64),FaultLocation,LastInstruction,FirmwareVersion,ProcessName,Reason d:TimeStamp
DeviceInfo.ProcessFaults.@2.17 s:StoragePath u:LastUpgradeCount,PreviousBootCount,MinFreeSpace!,MaxProcessFaultEntries!,ProcessFaultNumberOfEntries
DeviceInfo.ProcessFaults.ProcessFault.{i}.@2.17 s:Alias!(:64),ProcessID,ProcessName,FaultLocation,FirmwareVersion,Arguments,Reason d:TimeStamp
DeviceInfo.SupportedDataModel.{i}.@2.0 s:Alias?(:64)@2.3,URL(:2048),UUID(36:36)@2.6,URN(:256),Features*
DeviceInfo.ProxierInfo.@2.3 s:ManufacturerOUI(6:6),ProductClass(:64),SerialNumber(:64),ProxyProtocol[Z-Wave|ZigBee|UPnP-DM|ETSI-M2M]
Time.@2.0 s:Status[Disabled|Unsynchronized|Synchronized|Error_FailedToSynchronize|Error],NTPServer1!(:64)~d,NTPServer2!(:64)~d,NTPServer3!(:64)~d,NTPServer4!(:64)~d,NTPServer5!(:64)~d,LocalTimeZone!(:256) b:Enable! u:ClientNumberOfEntries@2.16,ServerNumberOfEntries@2.16 d:CurrentLocalTime
Time.Client.{i}.+@2.16 s:Status[Disabled|Unsynchronized|Synchronized|Error],Alias?(:64),Mode![Unicast|Broadcast|Multicast|Manycast],Servers!*,Interface!(:256),BindType![Address|Device] b:Enable!,ResolveAddresses!,Peer!,IBurst! u:Port!(1:65535),Version!(1:4),ResolveMaxAddresses!,MinPoll!,MaxPoll!,Burst!
Time.Client.{i}.Authentication.@2.16 s:Certificate! b:Enable! u:NTSPort!(1:65535)
Time.Client.{i}.Stats.@2.16 u:PacketsSent,PacketsSentFailed,PacketsReceived,PacketsDropped
Time.Server.{i}.+@2.16 s:Status[Up|Down|Error],Alias?(:64),Mode![Unicast|Broadcast|Multicast|Manycast],Interface!(:256),BindType![Address|Device] b:Enable! u:Version!(1:4),Port!(1:65535),MinPoll!,MaxPoll!,TTL!(1:255)
Time.Server.{i}.Authentication.@2.16 s:Certificate!,NTSNTPServer!* b:Enable!
Time.Server.{i}.Stats.@2.16 u:PacketsSent,PacketsSentFailed,PacketsReceived,PacketsDropped
UserInterface.@2.0 s:ISPName!(:64),ISPHelpDesk!(:32),ISPHomePage!(:2048),ISPHelpPage!(:2048),ISPMailServer!(:2048),ISPNewsServer!(:2048),AutoUpdateServer!(:256),UserUpdateServer!(:256),AvailableLanguages*{:256},CurrentLanguage!(:16),HTTPAccessSupportedProtocols*[HTTP|HTTPS]@2.16 b:Enable!@2.11,PasswordRequired!,PasswordUserSelectable!,PasswordReset!,UpgradeAvailable! u:ISPLogoSize!(0:4095),HTTPAccessNumberOfEntries@2.16 d:WarrantyDate! 6:ISPLogo!(0:4095) h:TextColor!(3:3),BackgroundColor!(3:3),ButtonColor!(3:3),ButtonTextColor!(3:3)
UserInterface.HTTPAccess.{i}.+@2.16 s:Alias?(:64),Status[Up|Down|Error],AccessType![RemoteAccess|LocalAccess],AllowedRoles!*(:256),Certificate!,CACertificate!,Interface!(:256),Protocol!,AllowedHosts!*,AllowedPathPrefixes!* b:Enable! u:Order!(1:),Port!(1:65535),AutoDisableDuration!,TimeLeft,SessionNumberOfEntries d:ActivationDate
UserInterface.HTTPAccess.{i}.Session.{i}.@2.16 s:SessionID(:4096),User(:256),IPAddress(:45),Protocol u:Port(1:65535) d:StartDate
UserInterface.RemoteAccess.@2.0~d s:SupportedProtocols*[HTTP|HTTPS],Protocol! b:Enable! u:Port!(:65535)
UserInterface.LocalDisplay.@2.0 b:Movable!,Resizable! u:Width!,Height!,DisplayWidth,DisplayHeight i:PosX!,PosY!
UserInterface.Messages.@2.11 s:Title!(:128),SubTitle!(:128),Text!,IconType![None|Greeting|Information|Warning|Important|Urgent|Advertisement] b:Enable! u:RequestedNumberOfRepetitions!,ExecutedNumberOfRepetitions h:MessageColor!(3:3),BackgroundColor!(3:3),TitleColor!(3:3),SubTitleColor!(3:3)
InterfaceStack.{i}.@2.0 s:Alias?(:64)@2.3,HigherLayer(:256),LowerLayer(:256),HigherAlias(:64),LowerAlias(:64)
FAST.…@2.11
DOCSIS.…@2.15
HPNA.…@2.0
MoCA.…@2.0
Ghn.…@2.4
HomePlug.…@2.0
UPA.…@2.0
ZigBee.…@2.7
IPsec.…@2.5
GRE.…@2.8
L2TPv3.…@2.12
VXLAN.…@2.12
MAP.…@2.8
CaptivePortal.@2.0 s:Status[Disabled|Enabled|Error_URLEmpty|Error],AllowedList!*{#:10000},URL!(:2048) b:Enable!
Routing.@2.0 u:RouterNumberOfEntries
Routing.Router.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64) b:Enable! u:IPv4ForwardingNumberOfEntries,IPv6ForwardingNumberOfEntries@2.2
Routing.Router.{i}.IPv4Forwarding.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Type![Normal|Receive|Blackhole|Unreachable|Prohibit]@2.16,DestIPAddress!(:15),DestSubnetMask!(:15),GatewayIPAddress!(:15),Interface!(:256),Origin[DHCPv4|OSPF|IPCP|RIP|Static]@2.2 b:Enable!,StaticRoute i:ForwardingPolicy!(-1:),ForwardingMetric!(-1:)
Routing.Router.{i}.IPv6Forwarding.{i}.+@2.2 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Type![Normal|Receive|Blackhole|Unreachable|Prohibit]@2.16,DestIPPrefix!(:49),NextHop!(:45),Interface!(:256),Origin[DHCPv6|OSPF|RA|RIPng|Static] b:Enable! i:ForwardingPolicy!(-1:),ForwardingMetric!(-1:) d:ExpirationTime
Routing.RIP.@2.0 s:SupportedModes[Send|Receive|Both] b:Enable! u:InterfaceSettingNumberOfEntries
Routing.RIP.InterfaceSetting.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface!(:256) b:Enable!,AcceptRA!,SendRA!
Routing.RouteInformation.@2.2 b:Enable! u:InterfaceSettingNumberOfEntries
Routing.RouteInformation.InterfaceSetting.{i}.@2.2 s:Status[ForwardingEntryCreated|NoForwardingEntry|Error],Interface(:256),SourceRouter(:45),PreferredRouteFlag[High|Medium|Low],Prefix(:49) b:ManagedAddressConfiguration@2.16,OtherConfiguration@2.16,HomeAgent@2.16 u:ReachableTime(:3600000)@2.16,RetransTimer@2.16,OptionNumberOfEntries@2.16 d:RouteLifetime
Routing.RouteInformation.InterfaceSetting.{i}.Option.{i}.@2.16 s:Alias?(:64) u:Tag(0:65535) h:Value(0:65535)
Routing.Babel.@2.15 s:Status[Disabled|Enabled|Error_Misconfigured|Error],ImplementationVersion(:32),SupportedMetricCompAlgorithms*[2-out-of-3|ETX],SupportedSecurityMechanisms*[MAC|DTLS],SupportedMACAlgorithms*[HMAC-SHA256|BLAKE2s-128],SupportedDTLSCertTypes*[X.509|RawPublicKey] b:Enable!,StatsEnable!,StatsReset! u:SelfSeqno(:65535),InterfaceSettingNumberOfEntries,RouteNumberOfEntries,MACKeySetNumberOfEntries,DTLSCertSetNumberOfEntries h:SelfRouterID
Routing.Babel.Constants.@2.15 s:MulticastGroup!(:45) u:UDPPort!(1:65535)
Routing.Babel.InterfaceSetting.{i}.+@2.15 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),InterfaceReference,InterfaceMetricAlgorithm,InterfaceMACKeySets!*,InterfaceDTLSCertSets!*,DTLSCertPrefer!,PacketLog b:Enable!,SplitHorizonEnabled!,MACEnabled!,MACVerify!,DTLSEnabled!,CachedInfoEnabled!,PacketLogEnable! u:McastHelloSeqno(:65535),McastHelloInterval(:65535),UpdateInterval(:65535),NeighborNumberOfEntries
Routing.Babel.InterfaceSetting.{i}.Stats.@2.15 U:SentMcastHello,SentMcastUpdate,SentUcastHello,SentUcastUpdate,SentIHU,ReceivedPackets
Routing.Babel.InterfaceSetting.{i}.Neighbor.{i}.@2.15 s:NeighborAddress(:45) u:TXCost(:65535),UnicastHelloInterval(:65535),RXCost(:65535),Cost(:65535) i:ExpectedMCastHelloSeqno(-1:65535),ExpectedUCastHelloSeqno(-1:65535),UnicastHelloSeqno(-1:65535) h:HelloMCastHistory,HelloUCastHistory
Routing.Babel.Route.{i}.@2.15 s:RoutePrefix(:49),Neighbor,NextHop(:45) b:RouteFeasible,RouteSelected u:RouteSeqno(:65535) i:ReceivedMetric(-1:65535),CalculatedMetric(-1:65535) h:SourceRouterID
Routing.Babel.MACKeySet.{i}.+@2.15 s:Alias?(:64) b:DefaultApply! u:MACKeyNumberOfEntries
Routing.Babel.MACKeySet.{i}.MACKey.{i}.+@2.15 s:Alias?(:64),MACKeyAlgorithm!,MACTestState![None!|Requested|Canceled|Complete!|Error!] b:KeyUseSend!,KeyUseVerify!,Match h:KeyValue?,InputString!,InputMAC!
Routing.Babel.DTLSCertSet.{i}.+@2.15 s:Alias?(:64) b:DefaultApply! u:DTLSCertNumberOfEntries
Routing.Babel.DTLSCertSet.{i}.DTLSCert.{i}.+@2.15 s:Alias?(:64),CertValue?(:256),CertType! h:CertPrivateKey?
NeighborDiscovery.@2.2 b:Enable! u:InterfaceSettingNumberOfEntries
NeighborDiscovery.InterfaceSetting.{i}.+@2.2 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface! b:Enable!,NUDEnable!,RSEnable! u:DADTransmits!@2.13,RetransTimer!(1:),RtrSolicitationInterval!(4000:),MaxRtrSolicitations!
RouterAdvertisement.@2.2 b:Enable! u:InterfaceSettingNumberOfEntries
RouterAdvertisement.InterfaceSetting.{i}.+@2.2 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface!,RDNSSMode![Static|LLA|GUA|LLA_GUA]@2.17,RDNSS!*(:45)@2.17,DNSSL!*@2.17,ManualPrefixes!*{#:8},Prefixes*{#:8},AdvPreferredRouterFlag![High|Medium|Low] b:Enable!,AdvManagedFlag!,AdvOtherConfigFlag!,AdvMobileAgentFlag!,AdvNDProxyFlag! u:MaxRtrAdvInterval!(4:1800),MinRtrAdvInterval!(3:1350),AdvDefaultLifetime!(:65535),AdvLinkMTU!,AdvReachableTime!(:3600000),AdvRetransTimer!,AdvCurHopLimit!(:255),AdvRDNSSLifetime!(:4294967295)@2.17,AdvDNSSLLifetime!(:4294967295)@2.17,OptionNumberOfEntries
RouterAdvertisement.InterfaceSetting.{i}.Option.{i}.+@2.2 s:Alias?(:64) b:Enable! u:Tag!(0:65535) h:Value!(0:65535)
IPv6rd.@2.2 b:Enable! u:InterfaceSettingNumberOfEntries
IPv6rd.InterfaceSetting.{i}.@2.2 s:Status[Disabled|Enabled|Error],Alias?(:64),BorderRelayIPv4Addresses!*{#:4}(:15),SPIPv6Prefix!(:49),AddressSource!(:256),TunnelInterface(:256),TunneledInterface(:256) b:Enable!,AllTrafficToBorderRelay! u:IPv4MaskLength!(0:32)
DSLite.@2.2 b:Enable! u:InterfaceSettingNumberOfEntries
DSLite.InterfaceSetting.{i}.@2.2 s:Status[Disabled|Enabled|Error],Alias?(:64),EndpointAssignmentPrecedence![DHCPv6|Static],EndpointAddressTypePrecedence![FQDN|IPv6Address]@2.5,EndpointAddressInUse(:45)@2.5,EndpointName!(:256),EndpointAddress!(:45),Origin[DHCPv6|Static],TunnelInterface(:256),TunneledInterface(:256) b:Enable!
QoS.@2.0 s:DefaultPolicer!(:256),DefaultQueue!(:256),AvailableAppList*{:1024} u:MaxClassificationEntries,ClassificationNumberOfEntries,MaxAppEntries,AppNumberOfEntries,MaxFlowEntries,FlowNumberOfEntries,MaxPolicerEntries,PolicerNumberOfEntries,MaxQueueEntries,QueueNumberOfEntries,QueueStatsNumberOfEntries,MaxShaperEntries,ShaperNumberOfEntries,MaxSchedulerEntries@2.16,SchedulerNumberOfEntries@2.16,DefaultForwardingPolicy!,DefaultTrafficClass! i:DefaultDSCPMark!(-2:),DefaultEthernetPriorityMark!(-2:),DefaultInnerEthernetPriorityMark!(-2:)@2.7
QoS.Classification.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),DHCPType![DHCPv4|DHCPv6]@2.2,Interface!(:256),DestIP!(:45),DestMask!(:49),SourceIP!(:45),SourceMask!(:49),SourceMACAddress!(:17),SourceMACMask!(:17),DestMACAddress!(:17),DestMACMask!(:17),SourceVendorClassID!(:255),SourceVendorClassIDMode![Exact|Prefix|Suffix|Substring],DestVendorClassID!(:255),DestVendorClassIDMode![Exact|Prefix|Suffix|Substring],Policer!(:256),App!(:256) b:Enable!,AllInterfaces!,DestIPExclude!,SourceIPExclude!,ProtocolExclude!,DestPortExclude!,SourcePortExclude!,SourceMACExclude!,DestMACExclude!,EthertypeExclude!,SSAPExclude!,DSAPExclude!,LLCControlExclude!,SNAPOUIExclude!,SourceVendorClassIDExclude!,DestVendorClassIDExclude!,SourceClientIDExclude!,DestClientIDExclude!,SourceUserClassIDExclude!,DestUserClassIDExclude!,SourceVendorSpecificInfoExclude!,DestVendorSpecificInfoExclude!,TCPACK!,TCPACKExclude!,IPLengthExclude!,DSCPExclude!,EthernetPriorityExclude!,InnerEthernetPriorityExclude!@2.7,EthernetDEIExclude!@2.7,VLANIDExclude! u:Order!(1:),SourceVendorSpecificInfoEnterprise!,DestVendorSpecificInfoEnterprise!,IPLengthMin!,IPLengthMax!,ForwardingPolicy! i:IPVersion!(-1:15)@2.16,Protocol!(-1:255),DestPort!(-1:65535),DestPortRangeMax!(-1:65535),SourcePort!(-1:65535),SourcePortRangeMax!(-1:65535),Ethertype!(-1:),SSAP!(-1:),DSAP!(-1:),LLCControl!(-1:),SNAPOUI!(-1:),SourceVendorSpecificInfoSubOption!(0:255),DestVendorSpecificInfoSubOption!(0:255),DSCPCheck!(-1:63),DSCPMark!(-2:),EthernetPriorityCheck!(-1:),EthernetPriorityMark!(-2:),InnerEthernetPriorityCheck!(-1:)@2.7,InnerEthernetPriorityMark!(-2:)@2.7,EthernetDEICheck!(-1:)@2.7,VLANIDCheck!(-1:),OutOfBandInfo!(-1:),TrafficClass!(-1:) h:SourceVendorClassIDv6!(:65535)@2.2,DestVendorClassIDv6!(:65535)@2.2,SourceClientID!(:65535),DestClientID!(:65535),SourceUserClassID!(:65535),DestUserClassID!(:65535),SourceVendorSpecificInfo!(:65535),DestVendorSpecificInfo!(:65535)
QoS.App.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64),ProtocolIdentifier!(:256),Name!(:64),DefaultPolicer!(:256) b:Enable! u:DefaultForwardingPolicy!,DefaultTrafficClass! i:DefaultDSCPMark!(-2:),DefaultEthernetPriorityMark!(-2:),DefaultInnerEthernetPriorityMark!(-2:)@2.7
QoS.Flow.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64),Type!(:256),TypeParameters!*(:256),Name!(:64),App!(:256),Policer!(:256) b:Enable! u:ForwardingPolicy!,TrafficClass! i:DSCPMark!(-2:),EthernetPriorityMark!(-2:),InnerEthernetPriorityMark!(-2:)@2.7
QoS.Policer.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64),MeterType!,PossibleMeterTypes*[SimpleTokenBucket|SingleRateThreeColor|TwoRateThreeColor],ConformingAction!,PartialConformingAction!,NonConformingAction! b:Enable! u:CommittedRate!,CommittedBurstSize!,ExcessBurstSize!,PeakRate!,PeakBurstSize!,TotalCountedPackets,TotalCountedBytes,ConformingCountedPackets,ConformingCountedBytes,PartiallyConformingCountedPackets,PartiallyConformingCountedBytes,NonConformingCountedPackets,NonConformingCountedBytes
QoS.Queue.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Children!*@2.16,Interface!(:256),DropAlgorithm![RED|DT|WRED|BLUE],SchedulerAlgorithm![WFQ|WRR|SP] b:Enable!,AllInterfaces!,HardwareAssisted u:TrafficClasses!*{:256},BufferLength,Weight!,Precedence!(1:),REDThreshold!(:100),REDPercentage!(:100),ShapingBurstSize! i:ShapingRate!(-1:),CurrentShapingRate(-1:)@2.16,AssuredRate!(-1:)@2.16,CurrentAssuredRate(-1:)@2.16
QoS.QueueStats.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64),Queue!(:256),Interface!(:256) b:Enable! u:OutputPackets,OutputBytes,DroppedPackets,DroppedBytes,QueueOccupancyPackets,QueueOccupancyPercentage(0:100)
QoS.Shaper.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Children!*@2.16,Interface!(:256) b:Enable! u:ShapingBurstSize! i:ShapingRate!(-1:)
QoS.Scheduler.{i}.+@2.16 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Children!*,Interface!(:256),SchedulerAlgorithm![WFQ|WRR|SP],DefaultQueue!(:256) b:Enable! i:ShapingRate!(-1:),AssuredRate!(-1:)
LANConfigSecurity.@2.0 s:ConfigPassword!(:64)
Hosts.@2.0 u:HostNumberOfEntries,AccessControlNumberOfEntries@2.14
Hosts.Host.{i}.@2.0 s:Alias?(:64)~x,PhysAddress(:64),IPAddress(:45),AddressSource[DHCP|Static|AutoIP|None]~x,DHCPClient*{#:2}@2.2,AssociatedDevice(:256)@2.2,Layer1Interface(:256),Layer3Interface(:256),InterfaceType[Ethernet|G.hn|HPNA|HomePlug|MoCA|UPA|Wi-Fi|Other]@2.13,VendorClassID(:255)~x,HostName(:64) b:Active u:IPv4AddressNumberOfEntries@2.2,IPv6AddressNumberOfEntries@2.2 i:LeaseTimeRemaining(-1:)~x d:ActiveLastChange@2.10 h:ClientID(:65535)~x,UserClassID(:65535)~x
Hosts.Host.{i}.IPv4Address.{i}.@2.2 s:IPAddress(:15)
Hosts.Host.{i}.IPv6Address.{i}.@2.2 s:IPAddress(:45)
Hosts.Host.{i}.WANStats.@2.12 u:ErrorsSent,RetransCount,DiscardPacketsSent U:BytesSent,BytesReceived,PacketsSent,PacketsReceived
Hosts.AccessControl.{i}.+@2.14 s:Alias?(:64),Origin[User|System|Controller]@2.17,PhysAddress!(:64),PhysAddressMask!(:64)@2.17,HostName!(:256),AccessPolicy![Allow|Deny] b:Enable! u:ScheduleNumberOfEntries
Hosts.AccessControl.{i}.Schedule.{i}.+@2.14 s:Alias?(:64),Day!*[Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday],StartTime!(:5) b:Enable! u:Duration!(1:)
DNS.@2.0 s:SupportedRecordTypes*[A|AAAA|SRV|PTR]@2.2 u:ZoneNumberOfEntries@2.17
DNS.Zone.{i}.+@2.17 s:Alias?(:64),Name!(:128),Origin[User|System|Controller],Interface!(:256) b:Enable! u:HostNumberOfEntries
DNS.Zone.{i}.Host.{i}.+@2.17 s:Alias?(:64),Name!*(:128),Origin![User|System|Controller],Host!(:256) b:Enable! d:LastUpdate
DNS.Client.@2.0 s:Status[Disabled|Enabled|Error] b:Enable! u:ServerNumberOfEntries
DNS.Client.Server.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64),DNSServer!(:45),Interface!(:256),Type[DHCP!|DHCPv4|DHCPv6|RouterAdvertisement|IPCP|Static] b:Enable!
DNS.Relay.@2.0 s:Status[Disabled|Enabled|Error] b:Enable! u:ConfigNumberOfEntries@2.17,ForwardNumberOfEntries
DNS.Relay.Config.{i}.+@2.17 s:Alias?(:64),Forwarders!*(:256),Interface!(:256) u:CacheSize,CacheMinTTL,CacheMaxTTL
DNS.Relay.Forwarding.{i}.+@2.0 s:Status[Disabled|Enabled|Error],Alias?(:64),DNSServer!(:45),Interface!(:256),Type[DHCP!|DHCPv4|DHCPv6|RouterAdvertisement|IPCP|Static] b:Enable!
DNS.Diagnostics.@2.0
DNS.Diagnostics.NSLookupDiagnostics.@2.0 s:DiagnosticsState![None!|Requested|Canceled|Complete!|Error_DNSServerNotResolved!|Error_Internal!|Error_Other!],Interface!(:256),HostName!(:256),DNSServer!(:256) u:Timeout!,NumberOfRepetitions!,ResultNumberOfEntries,SuccessCount
DNS.Diagnostics.NSLookupDiagnostics.Result.{i}.@2.0 s:Status[Success|Error_DNSServerNotAvailable|Error_HostNameNotResolved|Error_Timeout|Error_Other],AnswerType[None|Authoritative|NonAuthoritative],HostNameReturned(:256),IPAddresses*{#:10}(:45),DNSServerIP(:45) u:ResponseTime
DNS.SD.@2.6 s:AdvertisedInterfaces!*@2.12~d b:Enable! u:AdvertiseNumberOfEntries@2.17,ServiceNumberOfEntries
DNS.SD.Advertise.{i}.+@2.17 s:Alias?(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Interface!(:256),InstanceName(:63),ApplicationProtocol(:15),TransportProtocol[TCP|UDP],Domain(:256) b:Enable! u:Port(:65535),TextRecordNumberOfEntries
DNS.SD.Advertise.{i}.TextRecord.{i}.@2.17 s:Key!(:255),Value!(:255)
DNS.SD.Service.{i}.@2.6 s:InstanceName(:63),ApplicationProtocol(:15),TransportProtocol[TCP|UDP],Domain(:256),Target(:256),Status[LeaseActive|GoodbyeReceived|LeaseExpired],Host*(:256) u:Port(:65535),TimeToLive(:2147483647),Priority(:65535),Weight(:65535),TextRecordNumberOfEntries d:LastUpdate
DNS.SD.Service.{i}.TextRecord.{i}.@2.6 s:Key(:255),Value(:255)
NAT.@2.0 u:InterfaceSettingNumberOfEntries,PortMappingNumberOfEntries,MaxNumberOfPortMappings@2.17,PortTriggerNumberOfEntries@2.16,MaxNumberOfPortTriggers@2.17
NAT.InterfaceSetting.{i}.+@2.0 s:Status[Disabled|Enabled|Enabled_NATForcedDisabled|Enabled_PortMappingDisabled|Error_Misconfigured|Error],Alias?(:64),Interface!(:256),SourceNetwork!*(:256)@2.16 b:Enable! i:TCPTranslationTimeout!(-1:)@2.13,UDPTranslationTimeout!(-1:)@2.13
NAT.PortMapping.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Origin[User|System|UPnP|Controller]@2.17,Alias?(:64),Interface!(:256),RemoteHost!,Protocol![TCP|UDP],InternalClient!(:256),Description!(:256) b:Enable!,AllInterfaces! u:LeaseDuration!,ExternalPort!(0:65535),ExternalPortEndRange!(0:65535),InternalPort!(0:65535)
NAT.PortTrigger.{i}.+@2.16 s:Alias?(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Origin![User|System|Controller],Description!(:256),Interface!(:256),Protocol![TCP|UDP] b:Enable! u:Port!(0:65535),PortEndRange!(0:65535),AutoDisableDuration!,RuleNumberOfEntries d:ActivationDate!
NAT.PortTrigger.{i}.Rule.{i}.+@2.16 s:Alias?(:64),Protocol![TCP|UDP] u:Port!(0:65535),PortEndRange!(0:65535)
PCP.…@2.8
DHCPv4.@2.0 u:ClientNumberOfEntries
DHCPv4.Client.{i}.+@2.0 s:Alias?(:64),Interface!(:256),Status[Disabled|Enabled|Error_Misconfigured|Error],DHCPStatus[Init|Selecting|Requesting|Rebinding|Bound|Renewing],IPAddress(:15),SubnetMask(:15),IPRouters*{:256}(:15),DNSServers*{:256}(:15),DHCPServer(:15),PassthroughDHCPPool!(:256) b:Enable!,Renew!,PassthroughEnable! u:SentOptionNumberOfEntries,ReqOptionNumberOfEntries i:LeaseTimeRemaining(-1:)
DHCPv4.Client.{i}.SentOption.{i}.+@2.0 s:Alias?(:64) b:Enable! u:Tag!(1:254) h:Value!(0:255)
DHCPv4.Client.{i}.ReqOption.{i}.+@2.0 s:Alias?(:64) b:Enable! u:Order!(1:),Tag!(1:254) h:Value(0:255)
DHCPv4.Server.@2.0 b:Enable! u:PoolNumberOfEntries
DHCPv4.Server.Pool.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface!(:256),VendorClassID!(:255),VendorClassIDMode![Exact|Prefix|Suffix|Substring],Chaddr!(:17),ChaddrMask!(:17),AllowedDevices![All|Known|Unknown]@2.13,MinAddress!(:15),MaxAddress!(:15),ReservedAddresses!*{#:32}(:15),SubnetMask!(:15),DNSServers!*{#:4}(:15),DomainName!(:64),IPRouters!*{#:4}(:15) b:Enable!,VendorClassIDExclude!,ClientIDExclude!,UserClassIDExclude!,ChaddrExclude! u:Order!(1:),StaticAddressNumberOfEntries,OptionNumberOfEntries,ClientNumberOfEntries@2.2 i:LeaseTime!(-1:) h:ClientID!(:255),UserClassID!(:255)
DHCPv4.Server.Pool.{i}.StaticAddress.{i}.+@2.0 s:Alias?(:64),Chaddr!(:17),Yiaddr!(:15) b:Enable!
DHCPv4.Server.Pool.{i}.Option.{i}.+@2.0 s:Alias?(:64) b:Enable! u:Tag!(1:254) h:Value!(0:255)
DHCPv4.Server.Pool.{i}.Client.{i}.@2.2 s:Alias?(:64),Chaddr(:17) b:Active u:IPv4AddressNumberOfEntries,OptionNumberOfEntries
DHCPv4.Server.Pool.{i}.Client.{i}.IPv4Address.{i}.@2.2 s:IPAddress(:15) d:LeaseTimeRemaining
DHCPv4.Server.Pool.{i}.Client.{i}.Option.{i}.@2.2 u:Tag(0:255) h:Value(0:255)
DHCPv4.Relay.@2.0 s:Status[Disabled|Enabled|Error] b:Enable! u:ForwardingNumberOfEntries
DHCPv4.Relay.Forwarding.{i}.+@2.0 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface!(:256),VendorClassID!(:255),VendorClassIDMode![Exact|Prefix|Suffix|Substring],Chaddr!(:17),ChaddrMask!(:17),DHCPServerIPAddress!(:15) b:Enable!,VendorClassIDExclude!,ClientIDExclude!,UserClassIDExclude!,ChaddrExclude!,LocallyServed! u:Order!(1:) h:ClientID!(:255),UserClassID!(:255)
DHCPv6.@2.2 u:ClientNumberOfEntries
DHCPv6.Client.{i}.+@2.2 s:Alias?(:64),Interface!(:256),Status[Disabled|Enabled|Error_Misconfigured|Error] b:Enable!,RequestAddresses!,RequestPrefixes!,RapidCommit!,Renew! u:SupportedOptions*,RequestedOptions!*,ServerNumberOfEntries,SentOptionNumberOfEntries,ReceivedOptionNumberOfEntries i:SuggestedT1!(-1:),SuggestedT2!(-1:) h:DUID(:130)
DHCPv6.Client.{i}.Server.{i}.@2.2 s:SourceAddress(:45) d:InformationRefreshTime h:DUID(:130)
DHCPv6.Client.{i}.SentOption.{i}.+@2.2 s:Alias?(:64) b:Enable! u:Tag!(0:65535) h:Value!(0:65535)
DHCPv6.Client.{i}.ReceivedOption.{i}.@2.2 s:Server u:Tag(0:65535) h:Value(0:65535)
DHCPv6.Server.@2.2 b:Enable! u:PoolNumberOfEntries
DHCPv6.Server.Pool.{i}.+@2.2 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface!(:256),SourceAddress!(:45),SourceAddressMask!(:45),IANAManualPrefixes!*{#:8},IANAPrefixes*{#:8},IAPDManualPrefixes!*{#:8},IAPDPrefixes*{#:8} b:Enable!,DUIDExclude!,VendorClassIDExclude!,UserClassIDExclude!,SourceAddressExclude!,IANAEnable!,IAPDEnable! u:Order!(1:),IAPDAddLength!(:64),ClientNumberOfEntries,OptionNumberOfEntries h:DUID!(:130),VendorClassID!(:65535),UserClassID!(:65535)
DHCPv6.Server.Pool.{i}.Client.{i}.@2.2 s:Alias?(:64),SourceAddress(:45) b:Active u:IPv6AddressNumberOfEntries,IPv6PrefixNumberOfEntries,OptionNumberOfEntries
DHCPv6.Server.Pool.{i}.Client.{i}.IPv6Address.{i}.@2.2 s:IPAddress(:45) d:PreferredLifetime,ValidLifetime
DHCPv6.Server.Pool.{i}.Client.{i}.IPv6Prefix.{i}.@2.2 s:Prefix(:49) d:PreferredLifetime,ValidLifetime
DHCPv6.Server.Pool.{i}.Client.{i}.Option.{i}.@2.2 u:Tag(0:65535) h:Value(0:65535)
DHCPv6.Server.Pool.{i}.Option.{i}.+@2.2 s:Alias?(:64),PassthroughClient!(:256) b:Enable! u:Tag!(0:65535) h:Value!(0:65535)
IEEE8021x.…@2.0
Users.@2.0 u:UserNumberOfEntries,GroupNumberOfEntries,RoleNumberOfEntries,SupportedShellNumberOfEntries
Users.User.{i}.+@2.0 s:Alias?(:64),Username!(:64),Password!(:64),GroupParticipation!*{:1024},RoleParticipation!*{:1024},Language!(:16),Shell! b:Enable!,RemoteAccessCapable!~d,StaticUser u:UserID!@2.15
Users.CheckCredentialsDiagnostics.@2.15 s:DiagnosticsState![None!|Requested|Canceled|Complete!|Error!|Credentials_Good!|Credentials_Bad_Username_Not_Supported!|Credentials_Bad_Password_Incorrect!|Credentials_Missing!],Username!,Password!
Users.Group.{i}.+@2.15 s:Alias?(:64),Groupname!(:64),RoleParticipation!*{:1024} b:Enable!,StaticGroup u:GroupID!
Users.SupportedShell.{i}.+@2.15 s:Alias?(:64),Name(:64) b:Enable!
Users.Role.{i}.+@2.15 s:Alias?(:64),RoleName!(:64) b:Enable!,StaticRole u:RoleID!
SmartCardReaders.…@2.0
UPnP.@2.0
UPnP.Device.@2.0 b:Enable!,UPnPMediaServer!,UPnPMediaRenderer!,UPnPWLANAccessPoint!,UPnPQoSDevice!,UPnPQoSPolicyHolder!,UPnPIGD!,UPnPDMBasicMgmt!,UPnPDMConfigurationMgmt!,UPnPDMSoftwareMgmt!
UPnP.Device.Capabilities.@2.0 u:UPnPArchitecture,UPnPArchitectureMinorVer,UPnPMediaServer,UPnPMediaRenderer,UPnPWLANAccessPoint,UPnPBasicDevice,UPnPQoSDevice,UPnPQoSPolicyHolder,UPnPIGD,UPnPDMBasicMgmt,UPnPDMConfigurationMgmt,UPnPDMSoftwareMgmt
UPnP.Discovery.@2.0 u:RootDeviceNumberOfEntries,DeviceNumberOfEntries,ServiceNumberOfEntries
UPnP.Discovery.RootDevice.{i}.@2.0 s:Status[LeaseActive|LeaseExpired|ByebyeReceived],UUID(:36),USN(:256),Location(:2048),Server(:256),Host*(:256) u:LeaseTime d:LastUpdate@2.6
UPnP.Discovery.Device.{i}.@2.0 s:Status[LeaseActive|LeaseExpired|ByebyeReceived],UUID(:36),USN(:256),Location(:2048),Server(:256),Host*{#:1024}(:256) u:LeaseTime d:LastUpdate@2.6
UPnP.Discovery.Service.{i}.@2.0 s:Status[LeaseActive|LeaseExpired|ByebyeReceived],USN(:256),Location(:2048),Server(:256),Host*{#:1024}(:256),ParentDevice(:256)@2.6 u:LeaseTime d:LastUpdate@2.6
UPnP.Description.@2.6 u:DeviceDescriptionNumberOfEntries,DeviceInstanceNumberOfEntries,ServiceInstanceNumberOfEntries
UPnP.Description.DeviceDescription.{i}.@2.6 s:URLBase(:2048),SpecVersion(:256),Host*{#:1024}(:256)
UPnP.Description.DeviceInstance.{i}.@2.6 s:UDN(36:36),ParentDevice(:256),DiscoveryDevice(:256),DeviceType(:256),FriendlyName(:128),DeviceCategory*@2.8,Manufacturer(:128),ManufacturerOUI(0:6)@2.8,ManufacturerURL(:2048),ModelDescription(:256),ModelName(:64),ModelNumber(:64),ModelURL(:2048),SerialNumber(:128),UPC(:12),PresentationURL(:2048)
UPnP.Description.ServiceInstance.{i}.@2.6 s:ParentDevice(:256),ServiceId(:256),ServiceDiscovery(:256),ServiceType(:256),SCPDURL(:2048),ControlURL(:2048),EventSubURL(:2048)
DLNA.…@2.0
SelfTestDiagnostics.@2.0 s:DiagnosticsState![None!|Requested|Canceled|Complete!|Error_Internal!|Error_Other!],Results(:1024)
Firewall.@2.0 s:Config![High|Low|Off!|Advanced|Policy],AdvancedLevel!@2.2,PolicyLevel!@2.16,Type[Stateless|Stateful]@2.2,Version(:16) b:Enable!@2.2 u:LevelNumberOfEntries@2.2,ChainNumberOfEntries@2.2,DMZNumberOfEntries@2.16,ServiceNumberOfEntries@2.16,PinholeNumberOfEntries@2.16,PolicyNumberOfEntries@2.16,InterfaceSettingNumberOfEntries@2.17 d:LastChange
Firewall.Level.{i}.+@2.2 s:Alias?(:64),Name!(:64),Description!(:256),Policies!*@2.16,Chain,DefaultPolicy![Drop|Accept|Reject] b:PortMappingEnabled!,DefaultLogPolicy! u:Order!(1:)
Firewall.Policy.{i}.+@2.16 s:Alias?(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Chain!,TargetChain![Drop|Accept|Reject|Chain],SourceInterface!(:256),DestinationInterface!(:256),ReverseChain!,ReverseTargetChain![Drop|Accept|Reject|Chain] b:Enable! i:IPVersion!(-1:15)
Firewall.Chain.{i}.+@2.2 s:Alias?(:64),Name!(:64),Creator[Defaults|PortMapping|WANIPv6FirewallControl|ACS|UserInterface|Other] b:Enable! u:RuleNumberOfEntries
Firewall.Chain.{i}.Rule.{i}.+@2.2 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Description!(:256),Target![Drop|Accept|Reject|Return|TargetChain],TargetChain!,SourceInterface!(:256),DestInterface!(:256),DestIP!(:45),DestMask!(:49),SourceIP!(:45),SourceMask!(:49),ConnectionState!*[INVALID|NEW|RELATED|ESTABLISHED]@2.16,SourceMAC!(:17)@2.16 b:Enable!,Log!,SourceInterfaceExclude!,SourceAllInterfaces!,DestInterfaceExclude!,DestAllInterfaces!,DestIPExclude!,SourceIPExclude!,ProtocolExclude!,DestPortExclude!,SourcePortExclude!,DSCPExclude!,SourceMACExclude!@2.16 u:Order!(1:) i:IPVersion!(-1:15),Protocol!(-1:255),DestPort!(-1:65535),DestPortRangeMax!(-1:65535),SourcePort!(-1:65535),SourcePortRangeMax!(-1:65535),DSCP!(-1:63) d:CreationDate,ExpiryDate!
Firewall.Pinhole.{i}.+@2.16 s:Alias?(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Origin[User|System|UPnP|Controller],Description!(:256),Interface!(:256),SourcePrefixes!*(:49),DestIP!(:45),DestMACAddress!(:17) b:Enable! u:LeaseDuration!@2.17,RemainingLeaseTime@2.17 i:SourcePort!(-1:65535),DestPort!(-1:65535),IPVersion!(-1:15),Protocol!*(-1:255)
Firewall.DMZ.{i}.+@2.16 s:Alias?(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Origin![User|System|Controller],Description!(:256),Interface!(:256),DestIP!(:15),SourcePrefix!(:18) b:Enable! u:LeaseDuration!@2.17,RemainingLeaseTime@2.17
Firewall.Service.{i}.+@2.16 s:Alias?(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Interface!(:256),SourcePrefixes!*(:49),Action![Drop|Accept|Reject] b:Enable! i:DestPort!*(-1:65535),IPVersion!(-1:15),Protocol!*(-1:255),ICMPType!(-1:255)
Firewall.InterfaceSetting.{i}.+@2.17 s:Status[Disabled|Enabled|Error_Misconfigured|Error],Alias?(:64),Interface!(:256) b:Enable!,IPv4SpoofingProtection!,IPv6SpoofingProtection!,IPv4AcceptICMPEchoRequest!,IPv6AcceptICMPEchoRequest!,StealthMode!
Firewall.ConnectionTracking.@2.17
Firewall.ConnectionTracking.SIP.@2.17 b:Enable!,DirectMedia!,DirectSignaling!,ExternalMedia! u:TimeOut! i:Ports!*(0:65535)
Firewall.ConnectionTracking.H323.@2.17 b:Enable!,GKRoutedOnly!,CallForwardFilter! u:RegistrationRequestTTL!
Firewall.ConnectionTracking.FTP.@2.17 b:Enable!,Loose! i:Ports!*{#:8}(0:65535)
Firewall.ConnectionTracking.PPTP.@2.17 b:Enable!
Firewall.ConnectionTracking.TFTP.@2.17 b:Enable! i:Ports!*{#:8}(0:65535)
Firewall.ConnectionTracking.IRC.@2.17 b:Enable! u:MAXDCCChannels!,DCCTimeout! i:Ports!*(0:65535)
PeriodicStatistics.@2.0 u:MinSampleInterval,MaxReportSamples,SampleSetNumberOfEntries
PeriodicStatistics.SampleSet.{i}.+@2.0 s:Alias?(:64)@2.3,Name!(:128),Status[Disabled|Enabled|Trigger] b:Enable!,ForceSample! u:SampleInterval!(1:),ReportSamples!(1:),SampleSeconds*,ParameterNumberOfEntries,FetchSamples! d:ReportStartTime,ReportEndTime,TimeReference!
PeriodicStatistics.SampleSet.{i}.Parameter.{i}.+@2.0 s:Alias?(:64)@2.3,Reference!(:256),SampleMode![Current|Change],CalculationMode![Latest|Minimum|Maximum|Average],Values* b:Enable! u:SampleSeconds*,SuspectData*(:1),Failures i:LowThreshold!,HighThreshold!
FaultMgmt.…@2.4
Security.…@2.4
FAP.…@2.4
BulkData.@2.5 s:Status[Enabled|Disabled|Error],Protocols*[Streaming|File|HTTP|MQTT],EncodingTypes*[XML|XDR|CSV|JSON] b:Enable!,ParameterWildCardSupported@2.10 u:MinReportingInterval,ProfileNumberOfEntries i:MaxNumberOfProfiles(-1:),MaxNumberOfParameterReferences(-1:)
BulkData.Profile.{i}.+@2.5 s:Alias?(:64),Name!(:255)@2.10,Protocol!,EncodingType!,StreamingHost!(:256),FileTransferURL!(:2048),FileTransferUsername!(:64),FileTransferPassword!(:64),ControlFileFormat!(:128) b:Enable! u:ReportingInterval!(1:),ParameterNumberOfEntries,StreamingPort!(0:65535),StreamingSessionID!(48:57|65:90) i:NumberOfRetainedFailedReports!(-1:)@2.10 d:TimeReference!
BulkData.Profile.{i}.Parameter.{i}.+@2.5 s:Name!(:64)@2.10,Reference!(:256) b:Exclude!@2.16
BulkData.Profile.{i}.CSVEncoding.@2.10 s:FieldSeparator!,RowSeparator!,EscapeCharacter!,ReportFormat![ParameterPerRow|ParameterPerColumn],RowTimestamp![Unix-Epoch|ISO-8601|None]
BulkData.Profile.{i}.JSONEncoding.@2.10 s:ReportFormat![ObjectHierarchy|NameValuePair],ReportTimestamp![Unix-Epoch|ISO-8601|None]
BulkData.Profile.{i}.HTTP.@2.10 s:URL!(:2048),Username!(:256),Password!(:256),CompressionsSupported*[GZIP|Compress|Deflate],Compression!,MethodsSupported*[POST|PUT],Method! b:UseDateHeader!,RetryEnable!,PersistAcrossReboot!@2.12 u:RetryMinimumWaitInterval!(1:65535),RetryIntervalMultiplier!(1000:65535),RequestURIParameterNumberOfEntries
BulkData.Profile.{i}.HTTP.RequestURIParameter.{i}.+@2.10 s:Name!(:64),Reference!(:256)
BulkData.Profile.{i}.MQTT.@2.15 s:Reference!,PublishTopic!(:65535) b:PublishRetain! u:PublishQoS!(0:2)
SoftwareModules.@2.1 u:ExecEnvClassNumberOfEntries@2.16,ExecEnvNumberOfEntries,DeploymentUnitNumberOfEntries,ExecutionUnitNumberOfEntries
SoftwareModules.ExecEnvClass.{i}.@2.16 s:Alias?(:64),Name(:256),Vendor(:128),Version(:32),DeploymentUnitRef u:CapabilityNumberOfEntries
SoftwareModules.ExecEnvClass.{i}.Capability.{i}.@2.16 s:Specification[OCIImage|VMRawImage|OSGiBundle|JAR|WAR],SpecificationVersion(:32),SpecificationURI(:256)
SoftwareModules.ExecEnv.{i}.@2.1 s:Status[Up|Error|Disabled],Alias?(:64),Name(:256),Type(:64),Vendor(:128),Version(:32),ParentExecEnv,ActiveExecutionUnits*,ProcessorRefList*,ExecEnvClassRef@2.16 b:Enable!,Reset! u:InitialRunLevel!(:65535),ApplicationDataNumberOfEntries@2.16 i:RequestedRunLevel!(-1:65535),CurrentRunLevel(-1:65535),InitialExecutionUnitRunLevel!(-1:65535)@2.4,AllocatedDiskSpace(-1:),AllocatedMemory(-1:),AllocatedCPUPercent(-1:100)@2.16,AvailableDiskSpace(-1:),AvailableMemory(-1:),AvailableCPUPercent(-1:100)@2.16 d:CreatedAt@2.16
SoftwareModules.ExecEnv.{i}.ApplicationData.{i}.@2.16 s:Name(:64),Retain[UntilStopped|Forever],AccessPath(:256),Alias?(:64),ApplicationUUID(36:36) b:Encrypted u:Capacity,Utilization
SoftwareModules.DeploymentUnit.{i}.@2.1 s:UUID(36:36),DUID(:64),Alias?(:64),Name(:256),Status[Installing|Installed|Updating|Uninstalling|Uninstalled],URL(:2048),Description(:256),Vendor(:128),Version(:32),VendorLogList*,VendorConfigList*,ExecutionUnitList*,ExecutionEnvRef b:Resolved d:Installed@2.16,LastUpdate@2.16
SoftwareModules.ExecutionUnit.{i}.@2.1 s:EUID(:64),Alias?(:64),Name(:256),ExecEnvLabel(:64),Status[Idle|Starting|Active|Stopping],RequestedState![Idle|Active],ExecutionFaultCode[NoFault|FailureOnStart|FailureOnAutoStart|FailureOnStop|FailureWhileActive|DependencyFailure|UnStartable],ExecutionFaultMessage(:256),Vendor(:128),Version(:32),Description(:256),References*,AssociatedProcessList*,VendorLogList*,VendorConfigList*,SupportedDataModelList*,ApplicationDataList*@2.16,ExecutionEnvRef b:AutoStart! u:RunLevel!(:65535),HostObjectNumberOfEntries@2.16,EnvVariableNumberOfEntries@2.17 i:AllocatedDiskSpace(-1:)@2.16,DiskSpaceInUse(-1:),AllocatedMemory(-1:)@2.16,MemoryInUse(-1:),AllocatedCPUPercent(-1:100)@2.16,CPUPercentInUse(-1:100)@2.16
SoftwareModules.ExecutionUnit.{i}.AutoRestart.@2.16 b:Enable! u:RetryMinimumWaitInterval!,RetryMaximumWaitInterval!,RetryIntervalMultiplier!,MaximumRetryCount!,ResetPeriod!,RetryCount! d:LastRestarted,NextRestart
SoftwareModules.ExecutionUnit.{i}.NetworkConfig.@2.17 s:AccessInterfaceRefList*,PortMappingRefList*
SoftwareModules.ExecutionUnit.{i}.HostObject.{i}.@2.16 s:Source(:256),Destination(:256),Options(:256),Alias?(:64)
SoftwareModules.ExecutionUnit.{i}.EnvVariable.{i}.@2.17 s:Key(:2048),Value(:2048),Alias?(:64)
SoftwareModules.ExecutionUnit.{i}.Extensions.@2.1
XMPP.@2.7 s:SupportedServerConnectAlgorithms*[DNS-SRV|DNS|ServerTable|WebSocket]@2.11 u:ConnectionNumberOfEntries
XMPP.Connection.{i}.+@2.7 s:Alias?(:64),Username!(:256),Password!(:256),Domain!(:64),Resource!(:64),JabberID,Status[Enabled|Disabled|Unknown|Dormant|Connecting|ServerNotPresent|Error_Misconfigured|Error_AuthenticationFailure|Error],ServerConnectAlgorithm! b:Enable!,UseTLS!,TLSEstablished u:ServerConnectAttempts!,ServerRetryInitialInterval!(1:65535),ServerRetryIntervalMultiplier!(1000:65535),ServerRetryMaxInterval!(1:),ServerNumberOfEntries l:KeepAliveInterval!(-1:) d:LastChangeDate
XMPP.Connection.{i}.Server.{i}.+@2.7 s:Alias?(:64),ServerAddress!(:256) b:Enable! u:Priority!(0:65535),Port!(0:65535) l:Weight!(-1:65535)
XMPP.Connection.{i}.Stats.@2.7 u:ReceivedMessages,TransmittedMessages,ReceivedErrorMessages,TransmittedErrorMessages
IEEE1905.…@2.9
MQTT.@2.10 u:ClientNumberOfEntries,BrokerNumberOfEntries
MQTT.Capabilities.@2.10 s:ProtocolVersionsSupported*[3.1|3.1.1|5.0],TransportProtocolSupported*[TCP/IP|TLS|WebSocket|WebSocketTLS] u:MaxNumberOfClientSubscriptions,MaxNumberOfBrokerBridges,MaxNumberOfBrokerBridgeSubscriptions
MQTT.Client.{i}.+@2.10 s:Alias?(:64),Name!(:64),Status[Disabled|Connecting|Connected|Error_Misconfigured|Error_BrokerUnreachable|Error],Interface!(:256)@2.16,ProtocolVersion!,BrokerAddress!(:256),TransportProtocol!,AuthenticationMethod!(0:256)@2.13,ClientID!(0:65535),WillContentType!(:256)@2.13,WillResponseTopic!(:65535)@2.13,WillTopic!(:65535),WillValue!(:65535),Username!(:256),Password!(:256),ResponseInformation(:65535)@2.13 b:Enable!,EnableEncryption!@2.14~o,CleanSession!,CleanStart!@2.13,WillEnable!,WillRetain!,ForceReconnect!,RequestResponseInfo!@2.13,RequestProblemInfo!@2.13 u:BrokerPort!(1:65535),WillQoS!(0:2),KeepAliveTime!(:65535),SessionExpiryInterval!@2.13,ReceiveMaximum!@2.13,MaximumPacketSize!@2.13,TopicAliasMaximum!(:65535)@2.13,WillDelayInterval!@2.13,WillMessageExpiryInterval!@2.13,PublishMessageExpiryInterval!@2.13,MessageRetryTime!(1:),ConnectRetryTime!(1:),ConnectRetryIntervalMultiplier!(1000:65535)@2.13,ConnectRetryMaxInterval!(1:)@2.13,SubscriptionNumberOfEntries,UserPropertyNumberOfEntries@2.13
MQTT.Client.{i}.Subscription.{i}.+@2.10 s:Alias?(:64),Status[Unsubscribed|Subscribed|Subscribing|Unsubscribing|Error],Topic!(:65535) b:Enable! u:QoS!(0:2)
MQTT.Client.{i}.UserProperty.{i}.+@2.13 s:Alias?(:64),Name!(:65535),Value!(:65535),PacketType!*[AUTH|CONNECT|DISCONNECT|PUBLISH|PUBACK|PUBREC|PUBREL|PUBCOMP|SUBSCRIBE|UNSUBSCRIBE|WILL] b:Enable!
MQTT.Client.{i}.Stats.@2.10 u:ConnectionErrors,PublishErrors U:PublishSent,PublishReceived,SubscribeSent,UnSubscribeSent,MQTTMessagesSent,MQTTMessagesReceived d:BrokerConnectionEstablished,LastPublishMessageSent,LastPublishMessageReceived
MQTT.Broker.{i}.+@2.10 s:Alias?(:64),Name!(:64),Status[Disabled|Enabled|Error_Misconfigured|Error],Interface!(:256),Username!(:256),Password!(:256) b:Enable! u:Port!(1:65535),BridgeNumberOfEntries
MQTT.Broker.{i}.Bridge.{i}.+@2.10 s:Alias?(:64),Name!(:64),Status[Disabled|Connecting|Connected|Enabled!|Error_Misconfigured|Error_BrokerUnreachable|Error],ProtocolVersion!,TransportProtocol!,ClientID!(0:65535),Username!(:256),Password!(:256),ServerSelectionAlgorithm![Priority|RoundRobin|Random],ServerConnection b:Enable!,CleanSession!,CleanStart!@2.13,ForceReconnect! u:KeepAliveTime!(:65535),MessageRetryTime!(1:),ConnectRetryTime!(1:),ServerNumberOfEntries,SubscriptionNumberOfEntries
MQTT.Broker.{i}.Bridge.{i}.Server.{i}.+@2.10 s:Alias?(:64),Address!(:256) b:Enable! u:Priority!(0:65535),Port!(1:65535) l:Weight!(-1:65535)
MQTT.Broker.{i}.Bridge.{i}.Subscription.{i}.+@2.10 s:Alias?(:64),Status[Enabled|Disabled|Error],Topic!(:65535),Direction![out|in|both],LocalPrefix!(:256),RemotePrefix!(:256) b:Enable! u:QoS!(0:2)
MQTT.Broker.{i}.Stats.@2.10 u:TotalNumberOfClients,NumberOfActiveClients,NumberOfInactiveClients,Subscriptions,ConnectionErrors,PublishErrors U:PublishSent,PublishReceived,MQTTMessagesSent,MQTTMessagesReceived
DynamicDNS.@2.10 s:SupportedServices*{:1024} u:ClientNumberOfEntries,ServerNumberOfEntries
DynamicDNS.Client.{i}.+@2.10 s:Status[Connecting|Authenticating|Updated|Error_Misconfigured|Error|Disabled],Alias?(:64),LastError[NO_ERROR|MISCONFIGURATION_ERROR|DNS_ERROR|CONNECTION_ERROR|AUTHENTICATION_ERROR|TIMEOUT_ERROR|PROTOCOL_ERROR],Server!(:256),Interface!(:256),Username!(:256),Password!(:256) b:Enable! u:HostnameNumberOfEntries
DynamicDNS.Client.{i}.Hostname.{i}.+@2.10 s:Status[Registered|UpdateNeeded|Updating|Error|Disabled],Name!(:256) b:Enable! d:LastUpdate
DynamicDNS.Server.{i}.+@2.10 s:Name!(:64),Alias?(:64),ServiceName!(:256),ServerAddress!(:256),SupportedProtocols*[HTTP|HTTPS],Protocol! b:Enable! u:ServerPort!(0:65535),CheckInterval!,RetryInterval!,MaxRetries!
LEDs.@2.11 u:LEDNumberOfEntries
LEDs.LED.{i}.@2.11 s:Alias?(:64),Name!,Status[Disabled|InUse|Controlled|Error],Reason,Location[Front|Back|Left|Right|Top|Bottom] u:RelativeXPosition,RelativeYPosition,CycleElementNumberOfEntries i:CyclePeriodRepetitions(-1:)
LEDs.LED.{i}.CycleElement.{i}.+@2.11 s:Alias?(:64) b:Enable! u:Order!(1:),Duration!,FadeInterval! h:Color!(3:3)
LEDs.LED.{i}.CurrentCycleElement.@2.11 s:CycleElementReference u:Duration h:Color(3:3)
BASAPM.…@2.12
LMAP.…@2.12
WWC.…@2.14
PDU.…@2.14
FWE.…@2.14
Logical.…@2.16
SSH.…@2.16
UnixDomainSockets.…@2.16
USPServices.…@2.16
Syslog.…@2.17
GatewayInfo.@2.0 s:ManufacturerOUI(:6),ProductClass(:64),SerialNumber(:64)
PacketCaptureDiagnostics.…@2.13
USPAgent.…@2.15
ETSIM2M.…@2.6
STOMP.…@2.15
`;
